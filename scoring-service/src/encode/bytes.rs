//! A ranking's bytes, written in one go. Prost computes the length of every message anew for each message around it, and writes byte by byte
//! into a buffer that may be of any kind; for a ranking that comes to four times as much as this. The bytes are the same.

use hotline_proto::scoring as wire;
use prost::encoding::{self, WireType};

/// The bytes of the longest length.
const LONGEST: usize = 10;
/// The bytes of the length of a message that is nearly always short.
const SHORT: usize = 1;
/// The bytes of the length of a message that is nearly always longer.
const LONG: usize = 2;

/// Appends a ranking.
pub fn ranking(ranking: &wire::Ranking, out: &mut Vec<u8>) {
    let wire::Ranking {
        name,
        month,
        tables,
        provisional,
        as_of_time,
        cut_off_time,
        before_cut_off,
        policy,
        feed_sequence,
        identities,
        seal,
        first_answer_rate,
        answered_in_15_seconds_rate,
    } = ranking;
    text(out, 1, name);
    text(out, 2, month);
    for one in tables {
        message::<LONG>(out, 3, |out| table(out, one));
    }
    flag(out, 4, *provisional);
    other(out, 5, as_of_time.as_ref());
    other(out, 6, cut_off_time.as_ref());
    flag(out, 7, *before_cut_off);
    other(out, 8, policy.as_ref());
    number(out, 9, *feed_sequence);
    for identity in identities {
        other(out, 10, Some(identity));
    }
    other(out, 11, seal.as_ref());
    rate(out, 12, first_answer_rate.as_ref());
    rate(out, 13, answered_in_15_seconds_rate.as_ref());
}

fn table(out: &mut Vec<u8>, table: &wire::RankingTable) {
    let wire::RankingTable {
        group,
        rows,
        unrated,
        without_volume,
        small_samples,
        red_list,
        black_list,
    } = table;
    number(out, 1, (*group).into());
    for (tag, list) in [
        (2, rows),
        (3, unrated),
        (4, without_volume),
        (5, small_samples),
    ] {
        for one in list {
            message::<LONG>(out, tag, |out| row(out, one));
        }
    }
    for (tag, list) in [(6, red_list), (7, black_list)] {
        for one in list {
            message::<SHORT>(out, tag, |out| listed(out, one));
        }
    }
}

fn listed(out: &mut Vec<u8>, listed: &wire::ListedUnit) {
    let wire::ListedUnit {
        unit,
        display_name,
        rank,
        composite_score,
    } = listed;
    text(out, 1, unit);
    text(out, 2, display_name);
    number(out, 3, (*rank).into());
    score(out, 4, composite_score.as_ref());
}

fn row(out: &mut Vec<u8>, row: &wire::RankingRow) {
    let wire::RankingRow {
        unit,
        display_name,
        group,
        position,
        rank,
        completion_rate,
        on_time_completion_rate,
        satisfaction_rate,
        coverage,
        supervision_ratio,
        composite_score,
        counts: unit_counts,
        sign_for_rate,
        redo_rate,
        send_back_rate,
        confirmed_rate,
        claim_gap,
        small_sample,
    } = row;
    text(out, 1, unit);
    text(out, 2, display_name);
    number(out, 3, (*group).into());
    number(out, 4, (*position).into());
    if let Some(rank) = rank {
        key(out, 5, WireType::Varint);
        varint(out, i64::from(*rank).cast_unsigned());
    }
    rate(out, 6, completion_rate.as_ref());
    rate(out, 7, on_time_completion_rate.as_ref());
    rate(out, 8, satisfaction_rate.as_ref());
    rate(out, 9, coverage.as_ref());
    rate(out, 10, supervision_ratio.as_ref());
    score(out, 11, composite_score.as_ref());
    if let Some(unit_counts) = unit_counts {
        message::<SHORT>(out, 12, |out| counts(out, unit_counts));
    }
    rate(out, 13, sign_for_rate.as_ref());
    rate(out, 14, redo_rate.as_ref());
    rate(out, 15, send_back_rate.as_ref());
    rate(out, 16, confirmed_rate.as_ref());
    score(out, 17, claim_gap.as_ref());
    flag(out, 18, *small_sample);
}

fn counts(out: &mut Vec<u8>, counts: &wire::UnitCounts) {
    let wire::UnitCounts {
        volume,
        excluded,
        not_due,
        rated,
        completed,
        completed_on_time,
        visited,
        grades,
        sent_back,
        withdrawn,
        governors_mailbox,
        assisted,
        supervisions,
        leader_sessions,
        sign_limited,
        signed_in_time,
        completed_once,
        redone,
        resolved,
        duplicates,
    } = counts;
    number(out, 1, *volume);
    number(out, 2, *excluded);
    number(out, 3, *not_due);
    number(out, 4, *rated);
    number(out, 5, *completed);
    number(out, 6, *completed_on_time);
    number(out, 7, *visited);
    if let Some(grades) = grades {
        let wire::GradeCounts {
            very_satisfied,
            satisfied,
            basically_satisfied,
            dissatisfied,
            very_dissatisfied,
        } = grades;
        message::<SHORT>(out, 8, |out| {
            number(out, 1, *very_satisfied);
            number(out, 2, *satisfied);
            number(out, 3, *basically_satisfied);
            number(out, 4, *dissatisfied);
            number(out, 5, *very_dissatisfied);
        });
    }
    number(out, 9, *sent_back);
    number(out, 10, *withdrawn);
    number(out, 11, *governors_mailbox);
    number(out, 12, *assisted);
    number(out, 13, *supervisions);
    number(out, 14, *leader_sessions);
    number(out, 15, *sign_limited);
    number(out, 16, *signed_in_time);
    number(out, 17, *completed_once);
    number(out, 18, *redone);
    number(out, 19, *resolved);
    number(out, 20, *duplicates);
}

fn rate(out: &mut Vec<u8>, tag: u32, rate: Option<&wire::Rate>) {
    let Some(rate) = rate else { return };
    let wire::Rate {
        numerator,
        denominator,
        hundredths,
        printed,
    } = rate;
    message::<SHORT>(out, tag, |out| {
        number(out, 1, *numerator);
        number(out, 2, *denominator);
        number(out, 3, (*hundredths).into());
        text(out, 4, printed);
    });
}

fn score(out: &mut Vec<u8>, tag: u32, score: Option<&wire::Score>) {
    let Some(score) = score else { return };
    let wire::Score {
        hundredths,
        printed,
    } = score;
    message::<SHORT>(out, tag, |out| {
        number(out, 1, (*hundredths).into());
        text(out, 2, printed);
    });
}

/// A message of which there are few, as Prost writes it.
fn other(out: &mut Vec<u8>, tag: u32, message: Option<&impl prost::Message>) {
    if let Some(message) = message {
        encoding::message::encode(tag, message, out);
    }
}

/// A message. Its length is put before it once it is known, where room for `ROOM` bytes was left; the message is moved only if the length takes
/// another number of bytes.
fn message<const ROOM: usize>(out: &mut Vec<u8>, tag: u32, write: impl FnOnce(&mut Vec<u8>)) {
    key(out, tag, WireType::LengthDelimited);
    let start = out.len();
    out.extend_from_slice(&[0; ROOM]);
    write(out);
    let end = out.len();
    varint(out, (end - start - ROOM) as u64);
    let mut length = [0; LONGEST];
    let bytes = out.len() - end;
    length[..bytes].copy_from_slice(&out[end..]);
    out.truncate(end);
    if bytes == ROOM {
        out[start..start + ROOM].copy_from_slice(&length[..ROOM]);
    } else {
        out.splice(start..start + ROOM, length[..bytes].iter().copied());
    }
}

fn text(out: &mut Vec<u8>, tag: u32, text: &str) {
    if !text.is_empty() {
        key(out, tag, WireType::LengthDelimited);
        varint(out, text.len() as u64);
        out.extend_from_slice(text.as_bytes());
    }
}

fn number(out: &mut Vec<u8>, tag: u32, number: i64) {
    if number != 0 {
        key(out, tag, WireType::Varint);
        varint(out, number.cast_unsigned());
    }
}

fn flag(out: &mut Vec<u8>, tag: u32, flag: bool) {
    number(out, tag, flag.into());
}

fn key(out: &mut Vec<u8>, tag: u32, kind: WireType) {
    varint(out, u64::from(tag << 3 | kind as u32));
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    while 0x80 <= number {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use prost::Message as _;

    use super::*;

    fn rate_of(number: i64) -> wire::Rate {
        wire::Rate {
            numerator: number,
            denominator: 3 * number + 1,
            hundredths: i32::try_from(number % 20_000).expect("it is small") - 5_000,
            printed: format!("{number}.25"),
        }
    }

    fn score_of(number: i64) -> wire::Score {
        wire::Score {
            hundredths: -i32::try_from(number % 9_999).expect("it is small"),
            printed: format!("-{number}"),
        }
    }

    /// A line with everything in it; the larger the seed, the longer the numbers.
    fn row_of(seed: u32) -> wire::RankingRow {
        let number = |shift: u32| 1_i64 << ((seed * 7 + shift * 5) % 63);
        wire::RankingRow {
            unit: format!("unit_{seed}"),
            display_name: "某某县人民政府办公室".repeat(seed as usize % 30),
            group: i32::try_from(seed % 3).expect("it is small"),
            position: i32::MAX,
            rank: (!seed.is_multiple_of(4))
                .then_some(i32::try_from(seed % 2).expect("it is small")),
            completion_rate: Some(rate_of(number(1))),
            on_time_completion_rate: Some(wire::Rate::default()),
            satisfaction_rate: None,
            coverage: Some(rate_of(number(2) / 4)),
            supervision_ratio: Some(rate_of(0)),
            composite_score: Some(score_of(number(3))),
            counts: (!seed.is_multiple_of(5)).then(|| wire::UnitCounts {
                volume: number(4),
                excluded: -1,
                not_due: number(5),
                rated: number(6),
                completed: number(7),
                completed_on_time: number(8),
                visited: number(9),
                grades: Some(wire::GradeCounts {
                    very_satisfied: number(10),
                    satisfied: number(11),
                    basically_satisfied: number(12),
                    dissatisfied: number(13),
                    very_dissatisfied: number(14),
                }),
                sent_back: number(15),
                withdrawn: number(16),
                governors_mailbox: number(17),
                assisted: number(18),
                supervisions: number(19),
                leader_sessions: number(20),
                sign_limited: number(21),
                signed_in_time: number(22),
                completed_once: number(23),
                redone: number(24),
                resolved: number(25),
                duplicates: number(26),
            }),
            sign_for_rate: Some(rate_of(number(27) / 4)),
            redo_rate: Some(rate_of(1)),
            send_back_rate: Some(rate_of(2)),
            confirmed_rate: Some(rate_of(3)),
            claim_gap: Some(score_of(number(28))),
            small_sample: seed.is_multiple_of(2),
        }
    }

    fn listed_of(seed: u32) -> wire::ListedUnit {
        wire::ListedUnit {
            unit: format!("unit_{seed}"),
            display_name: "局".to_owned(),
            rank: i32::try_from(seed).expect("it is small"),
            composite_score: seed.is_multiple_of(2).then(|| score_of(seed.into())),
        }
    }

    #[test]
    fn the_bytes_are_those_that_prost_writes() {
        let rows = |from: u32, count: u32| (from..from + count).map(row_of).collect();
        let whole = wire::Ranking {
            name: "rankings/2015-06/revisions/provisional".to_owned(),
            month: "2015-06".to_owned(),
            tables: vec![
                wire::RankingTable {
                    group: 1,
                    rows: rows(0, 70),
                    unrated: rows(70, 3),
                    without_volume: rows(80, 2),
                    small_samples: rows(90, 4),
                    red_list: (0..3).map(listed_of).collect(),
                    black_list: (5..8).map(listed_of).collect(),
                },
                wire::RankingTable::default(),
                wire::RankingTable {
                    group: 2,
                    rows: rows(1, 1),
                    ..wire::RankingTable::default()
                },
            ],
            provisional: true,
            as_of_time: Some(prost_types::Timestamp {
                seconds: 1_435_593_600,
                nanos: 1,
            }),
            cut_off_time: Some(prost_types::Timestamp::default()),
            before_cut_off: true,
            policy: Some(wire::Policy {
                name: "policies/default".to_owned(),
                ..wire::Policy::default()
            }),
            feed_sequence: i64::MAX,
            identities: vec![wire::Identity {
                name: "calls".to_owned(),
                holds: true,
                right: vec![wire::IdentityTerm::default(); 3],
                ..wire::Identity::default()
            }],
            seal: Some(wire::Seal::default()),
            first_answer_rate: Some(rate_of(5)),
            answered_in_15_seconds_rate: Some(rate_of(1 << 40)),
        };
        for one in [wire::Ranking::default(), whole] {
            let mut bytes = vec![7];
            ranking(&one, &mut bytes);
            assert_eq!(bytes[1..], one.encode_to_vec());
        }
    }
}
