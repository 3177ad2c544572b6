use hotline_proto::intake as proto;

use super::requests::{activity, appreciation, leader_session, typical_case};
use super::{but, command, each_wrong_field, wrong};
use crate::domain::command::Command;

fn session(request: &mut proto::RecordLeaderSessionRequest) -> &mut proto::LeaderSession {
    request.leader_session.as_mut().expect("given")
}

fn thanks(request: &mut proto::RecordAppreciationRequest) -> &mut proto::Appreciation {
    request.appreciation.as_mut().expect("given")
}

fn held(request: &mut proto::RecordActivityRequest) -> &mut proto::Activity {
    request.activity.as_mut().expect("given")
}

fn counts(request: &mut proto::RecordActivityRequest) -> &mut proto::ActivityCounts {
    held(request).counts.as_mut().expect("given")
}

fn chosen(request: &mut proto::ChooseTypicalCaseRequest) -> &mut proto::TypicalCase {
    request.typical_case.as_mut().expect("given")
}

#[test]
fn each_wrong_field_of_a_leader_session_has_its_path() {
    each_wrong_field! { leader_session(),
        |it| it.leader_session = None => "leader_session",
        |it| session(it).unit = String::new() => "leader_session.unit",
        |it| session(it).leader_post = String::new() => "leader_session.leader_post",
        |it| session(it).leader_post = "p".repeat(101) => "leader_session.leader_post",
        |it| session(it).leader_name = "n".repeat(101) => "leader_session.leader_name",
        |it| session(it).session_date = String::new() => "leader_session.session_date",
        |it| session(it).session_date = "2015-06-31".into() => "leader_session.session_date",
        |it| session(it).calls_answered = -1 => "leader_session.calls_answered",
        |it| session(it).calls_answered = 100_001 => "leader_session.calls_answered",
        |it| session(it).topics = vec!["a".into()] => "leader_session.topics[0]",
        |it| it.actor = "a".repeat(65) => "actor",
        |it| it.request_id = "x".into() => "request_id",
    }
}

#[test]
fn a_day_in_the_future_of_the_hotlines_zone_is_refused() {
    // It is the first instant of 2015-07-01 in Shanghai; in UTC it is still June.
    let on = |day: &str| but(leader_session(), |it| session(it).session_date = day.into());
    assert_eq!(wrong(on("2015-07-01")), Vec::<String>::new());
    assert_eq!(wrong(on("2015-07-02")), ["leader_session.session_date"]);
}

#[test]
fn each_wrong_field_of_an_appreciation_has_its_path() {
    each_wrong_field! { appreciation(),
        |it| it.appreciation = None => "appreciation",
        |it| thanks(it).kind = 0 => "appreciation.kind",
        |it| thanks(it).occur_date = "2015-07-02".into() => "appreciation.occur_date",
        |it| thanks(it).unit = "units/".into() => "appreciation.unit",
        |it| thanks(it).note = "n".repeat(2_001) => "appreciation.note",
        |it| it.actor = "a".repeat(65) => "actor",
    }
}

#[test]
fn each_wrong_field_of_an_activity_has_its_path() {
    each_wrong_field! { activity(),
        |it| it.activity = None => "activity",
        |it| held(it).kind = 4 => "activity.kind",
        |it| held(it).occur_date = "30.06.2015".into() => "activity.occur_date",
        |it| held(it).title = String::new() => "activity.title",
        |it| held(it).title = "t".repeat(201) => "activity.title",
        |it| counts(it).newspaper_articles = -1 => "activity.counts.newspaper_articles",
        |it| counts(it).online_articles = 1_000_001 => "activity.counts.online_articles",
        |it| counts(it).leaflets = -1 => "activity.counts.leaflets",
        |it| counts(it).consultations = -1 => "activity.counts.consultations",
        |it| counts(it).suggestions = -1 => "activity.counts.suggestions",
        |it| counts(it).units_inspected = i32::MIN => "activity.counts.units_inspected",
        |it| it.actor = "a".repeat(65) => "actor",
    }
}

#[test]
fn each_wrong_field_of_a_typical_case_has_its_path() {
    each_wrong_field! { typical_case(),
        |it| it.typical_case = None => "typical_case",
        |it| chosen(it).work_order = String::new() => "typical_case.work_order",
        |it| chosen(it).month = "2015-13".into() => "typical_case.month",
        |it| chosen(it).month = String::new() => "typical_case.month",
        |it| chosen(it).topic = "categories/a".into() => "typical_case.topic",
        |it| it.actor = "a".repeat(65) => "actor",
    }
    let Command::ChooseTypicalCase { month, .. } = command(typical_case()) else {
        panic!("another command");
    };
    assert_eq!(month.to_string(), "2015-06");
}
