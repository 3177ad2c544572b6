//! The tables as Diesel knows them. The migrations say what they mean.

diesel::table! {
    feed_head (id) {
        id -> Integer,
        feed_id -> Binary,
        time_zone -> Text,
        last_sequence -> BigInt,
        registry_sequence -> BigInt,
        sealing_key -> Text,
    }
}

diesel::table! {
    events (sequence) {
        sequence -> BigInt,
        kind -> Text,
        happened -> BigInt,
        recorded -> BigInt,
        order_number -> Nullable<BigInt>,
        actor -> Text,
        check_value -> BigInt,
        payload -> Binary,
    }
}

diesel::table! {
    event_private (sequence) {
        sequence -> BigInt,
        payload -> Binary,
        key_id -> Text,
    }
}

diesel::table! {
    data_keys (name) {
        name -> Text,
        key_id -> Text,
        payload -> Binary,
    }
}

diesel::table! {
    sealing_keys (key_id) {
        key_id -> Text,
        sequence -> BigInt,
    }
}

diesel::table! {
    citizen_numbers (number_hash, sequence) {
        number_hash -> Binary,
        sequence -> BigInt,
    }
}

diesel::table! {
    reveals (id) {
        id -> BigInt,
        order_number -> Nullable<BigInt>,
        call -> Nullable<BigInt>,
        purpose -> Integer,
        unit -> Nullable<Text>,
        actor -> Text,
        revealed -> BigInt,
    }
}

diesel::table! {
    other_timelines (order_number, sequence) {
        order_number -> BigInt,
        sequence -> BigInt,
    }
}

diesel::table! {
    corrections (sequence) {
        sequence -> BigInt,
        corrected_sequence -> BigInt,
        subject -> Text,
        reason -> Integer,
        annulled -> Bool,
        has_text -> Bool,
        before -> Nullable<Binary>,
        area_before -> Nullable<Text>,
        area -> Nullable<Text>,
    }
}

diesel::table! {
    requests (request_id) {
        request_id -> Binary,
        payload_hash -> Binary,
        sequence -> BigInt,
        subject -> Text,
        recorded -> BigInt,
    }
}

diesel::table! {
    units (code) {
        code -> Text,
        display_name -> Text,
        unit_group -> Integer,
        position -> Integer,
        parent -> Nullable<Text>,
        active_from -> Nullable<Integer>,
        active_to -> Nullable<Integer>,
        sequence -> BigInt,
    }
}

diesel::table! {
    categories (code) {
        code -> Text,
        display_name -> Text,
        parent -> Nullable<Text>,
        sequence -> BigInt,
    }
}

diesel::table! {
    topics (code) {
        code -> Text,
        display_name -> Text,
        sequence -> BigInt,
    }
}

diesel::table! {
    calendars (year) {
        year -> Integer,
        holidays -> Text,
        working_days -> Text,
        sequence -> BigInt,
    }
}

diesel::table! {
    deadline_rules (code) {
        code -> Text,
        display_name -> Text,
        nature -> Nullable<Integer>,
        urgency -> Nullable<Integer>,
        working_days -> Nullable<Integer>,
        hours -> Nullable<Integer>,
        sign_working_days -> Nullable<Integer>,
        sign_hours -> Nullable<Integer>,
        on_request_only -> Bool,
        retired -> Bool,
        sequence -> BigInt,
    }
}

diesel::table! {
    calls (id) {
        id -> BigInt,
        telephone_system_id -> Nullable<Text>,
        started -> BigInt,
        queued -> Nullable<BigInt>,
        answered -> Nullable<BigInt>,
        abandoned -> Nullable<BigInt>,
        ended -> Nullable<BigInt>,
        agent -> Text,
        called_back -> Nullable<BigInt>,
        notified -> Nullable<BigInt>,
        annulled -> Bool,
        content_hash -> Binary,
        recorded -> BigInt,
        sequence -> BigInt,
    }
}

diesel::table! {
    work_orders (number) {
        number -> BigInt,
        external_source -> Nullable<Text>,
        external_id -> Nullable<Text>,
        channel -> Integer,
        call -> Nullable<BigInt>,
        anonymous -> Bool,
        confidential -> Bool,
        nature -> Integer,
        urgency -> Integer,
        category -> Nullable<Text>,
        topics -> Text,
        area -> Text,
        received -> BigInt,
        handled -> Nullable<BigInt>,
        handled_sequence -> Nullable<BigInt>,
        transferred -> Bool,
        duplicate_of -> Nullable<BigInt>,
        duplicate_linked -> Nullable<BigInt>,
        duplicate_sequence -> Nullable<BigInt>,
        content_hash -> Binary,
        recorded -> BigInt,
        accepted_sequence -> BigInt,
        sequence -> BigInt,
    }
}

diesel::table! {
    assignments (order_number, number) {
        order_number -> BigInt,
        number -> Integer,
        unit -> Text,
        role -> Integer,
        assigned -> BigInt,
        due -> Nullable<BigInt>,
        completed -> Nullable<BigInt>,
        removed -> Nullable<BigInt>,
        state -> Integer,
        redo_count -> Integer,
        excluded -> Bool,
        reply_sequence -> Nullable<BigInt>,
        sequence -> BigInt,
        signed -> Nullable<BigInt>,
        closed -> Nullable<BigInt>,
        sign_due -> Nullable<BigInt>,
        due_since -> Nullable<BigInt>,
        card -> Nullable<Integer>,
        rule -> Nullable<Text>,
        rule_sequence -> Nullable<BigInt>,
        calendar_sequence -> Nullable<BigInt>,
    }
}

diesel::table! {
    return_visits (order_number, assignment_number, number) {
        order_number -> BigInt,
        assignment_number -> Integer,
        number -> Integer,
        visited -> BigInt,
        channel -> Integer,
        result -> Integer,
        process_grade -> Nullable<Integer>,
        outcome_grade -> Nullable<Integer>,
        resolved -> Nullable<Integer>,
        annulled -> Bool,
        note_sequence -> BigInt,
        sequence -> BigInt,
    }
}

diesel::table! {
    exclusions (order_number, assignment_number, number) {
        order_number -> BigInt,
        assignment_number -> Integer,
        number -> Integer,
        reason -> Integer,
        requested_by -> Text,
        requested -> BigInt,
        requested_sequence -> BigInt,
        approved -> Nullable<Bool>,
        decided_by -> Nullable<Text>,
        decided -> Nullable<BigInt>,
        decided_sequence -> Nullable<BigInt>,
        annulled -> Bool,
        note_sequence -> BigInt,
        sequence -> BigInt,
        appealed_by -> Nullable<Text>,
        appealed -> Nullable<BigInt>,
        appealed_sequence -> Nullable<BigInt>,
        final_approved -> Nullable<Bool>,
        final_decided_by -> Nullable<Text>,
        final_decided -> Nullable<BigInt>,
        final_decided_sequence -> Nullable<BigInt>,
    }
}

diesel::table! {
    extensions (order_number, assignment_number, number) {
        order_number -> BigInt,
        assignment_number -> Integer,
        number -> Integer,
        reason -> Integer,
        due -> BigInt,
        requested_by -> Text,
        requested -> BigInt,
        requested_sequence -> BigInt,
        granted -> Nullable<Bool>,
        granted_due -> Nullable<BigInt>,
        decided_by -> Nullable<Text>,
        decided -> Nullable<BigInt>,
        decided_sequence -> Nullable<BigInt>,
        lapsed -> Nullable<BigInt>,
        lapsed_sequence -> Nullable<BigInt>,
        annulled -> Bool,
    }
}

diesel::table! {
    supervisions (id) {
        id -> BigInt,
        unit -> Text,
        form -> Integer,
        issued -> BigInt,
        reason -> Integer,
        order_number -> Nullable<BigInt>,
        assignment_number -> Nullable<Integer>,
        lifted -> Nullable<BigInt>,
        annulled -> Bool,
        note_sequence -> BigInt,
        sequence -> BigInt,
    }
}

diesel::table! {
    leader_sessions (id) {
        id -> BigInt,
        unit -> Text,
        leader_post -> Text,
        leader_name -> Text,
        day -> Integer,
        calls_answered -> Integer,
        topics -> Text,
        annulled -> Nullable<BigInt>,
    }
}

diesel::table! {
    appreciations (id) {
        id -> BigInt,
        kind -> Integer,
        day -> Integer,
        unit -> Nullable<Text>,
        annulled -> Nullable<BigInt>,
    }
}

diesel::table! {
    activities (id) {
        id -> BigInt,
        kind -> Integer,
        day -> Integer,
        title -> Text,
        newspaper_articles -> Integer,
        online_articles -> Integer,
        leaflets -> Integer,
        consultations -> Integer,
        suggestions -> Integer,
        units_inspected -> Integer,
        annulled -> Nullable<BigInt>,
    }
}

diesel::table! {
    typical_cases (id) {
        id -> BigInt,
        order_number -> BigInt,
        month -> Integer,
        topic -> Text,
        annulled -> Nullable<BigInt>,
    }
}
