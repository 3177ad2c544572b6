//! The tables as Diesel knows them. The migrations say what they mean.

diesel::table! {
    cursor (id) {
        id -> Integer,
        feed_cursor -> Text,
        sequence -> BigInt,
        head_sequence -> BigInt,
        time_zone -> Text,
        applied -> Nullable<BigInt>,
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
        received -> BigInt,
        channel -> SmallInt,
        nature -> SmallInt,
        category -> Nullable<Text>,
        topics -> Text,
        handled_directly -> Nullable<BigInt>,
    }
}

diesel::table! {
    assignments (order_number, number) {
        order_number -> BigInt,
        number -> Integer,
        month -> Integer,
        unit -> Text,
        role -> SmallInt,
        history -> Binary,
    }
}

diesel::table! {
    calls (id) {
        id -> BigInt,
        month -> Integer,
        started -> BigInt,
        answered -> Bool,
        called_back -> Nullable<BigInt>,
        sms_notice -> Nullable<BigInt>,
    }
}

diesel::table! {
    supervisions (id) {
        id -> BigInt,
        month -> Integer,
        unit -> Text,
        form -> SmallInt,
        issued -> BigInt,
        lifted -> Nullable<BigInt>,
    }
}

diesel::table! {
    leader_sessions (id) {
        id -> BigInt,
        month -> Integer,
        day -> Integer,
        unit -> Text,
        leader_post -> Text,
        leader_name -> Text,
        calls_answered -> BigInt,
        topics -> Text,
    }
}

diesel::table! {
    appreciations (id) {
        id -> BigInt,
        month -> Integer,
        day -> Integer,
        kind -> SmallInt,
    }
}

diesel::table! {
    activities (id) {
        id -> BigInt,
        month -> Integer,
        day -> Integer,
        kind -> SmallInt,
        title -> Text,
        newspaper_articles -> BigInt,
        online_articles -> BigInt,
        leaflets -> BigInt,
        consultations -> BigInt,
        suggestions -> BigInt,
        units_inspected -> BigInt,
    }
}

diesel::table! {
    typical_cases (id) {
        id -> BigInt,
        month -> Integer,
        order_number -> BigInt,
        topic -> Text,
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
