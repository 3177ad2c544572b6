//! The tables as Diesel knows them. The migrations say what they mean.

diesel::table! {
    cursor (id) {
        id -> Integer,
        feed_cursor -> Text,
        sequence -> BigInt,
        head_sequence -> BigInt,
        time_zone -> Text,
        applied -> Nullable<BigInt>,
        rebuilds -> BigInt,
    }
}

diesel::table! {
    pulling (id) {
        id -> Integer,
        rebuilds -> BigInt,
        state -> SmallInt,
        head_sequence -> BigInt,
        problem -> Text,
    }
}

diesel::table! {
    units (code) {
        code -> Text,
        display_name -> Text,
        unit_group -> SmallInt,
        position -> BigInt,
        parent -> Nullable<Text>,
        active_from -> Nullable<Integer>,
        active_to -> Nullable<Integer>,
    }
}

diesel::table! {
    categories (code) {
        code -> Text,
        display_name -> Text,
        parent -> Nullable<Text>,
    }
}

diesel::table! {
    topics (code) {
        code -> Text,
        display_name -> Text,
    }
}

diesel::table! {
    orders (number) {
        number -> BigInt,
        month -> Integer,
        log -> Binary,
    }
}

diesel::table! {
    assignments (order_number, number) {
        order_number -> BigInt,
        number -> Integer,
        month -> Integer,
        unit -> Text,
        log -> Binary,
    }
}

diesel::table! {
    records (kind, id) {
        kind -> SmallInt,
        id -> BigInt,
        month -> Integer,
        log -> Binary,
    }
}

diesel::table! {
    former_places (kind, month, unit, id, number) {
        kind -> SmallInt,
        month -> Integer,
        unit -> Text,
        id -> BigInt,
        number -> Integer,
    }
}

diesel::table! {
    tallies (month, subject, measure, day) {
        month -> Integer,
        subject -> Text,
        measure -> SmallInt,
        day -> Integer,
        count -> BigInt,
    }
}

diesel::table! {
    policies (month) {
        month -> Integer,
        body -> Text,
        hash -> Text,
        set_time -> BigInt,
    }
}

diesel::table! {
    rankings (month, revision) {
        month -> Integer,
        revision -> Integer,
        hash -> Text,
        previous_hash -> Text,
        content_hash -> Text,
        facts_hash -> Text,
        canonical -> Text,
        cut_off -> BigInt,
        feed_sequence -> BigInt,
        feed_cursor -> Text,
        issue_number -> Integer,
        issue_day -> Integer,
        reason -> Text,
        sealed -> BigInt,
        ranking -> Binary,
        bulletin -> Binary,
    }
}

diesel::table! {
    ranking_rows (month, revision, place) {
        month -> Integer,
        revision -> Integer,
        place -> Integer,
        unit -> Text,
        unit_group -> SmallInt,
        section -> SmallInt,
        body -> Binary,
    }
}

diesel::table! {
    requests (request_id) {
        request_id -> Binary,
        payload_hash -> Binary,
        subject -> Text,
        recorded -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(assignments, orders);
