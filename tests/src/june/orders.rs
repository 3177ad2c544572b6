//! The orders of a month: how each came, what it is about, and what became of it.

use hotline_common::time::{Moment, Month};
use hotline_proto::intake::Channel;

use super::calls::PlannedCalls;
use super::clock::{Clock, DAY, HOUR, MINUTE, Span};
use super::life::Life;
use super::lot::Lot;
use super::mix::{Mix, Subject};
use super::random::Random;

/// Orders that came otherwise than by a call, and how.
const OTHER_WAYS: [(Channel, usize); 6] = [
    (Channel::LeaderSession, 68),
    (Channel::Web, 1632),
    (Channel::Wechat, 1240),
    (Channel::App, 760),
    (Channel::Sms, 310),
    (Channel::Other, 72),
];
/// Letters to the governor that the centre answered itself.
const DIRECT_LETTERS: usize = 9;
/// Pending orders that are handled, or assigned, when it is too late for the month's bulletin.
const HANDLED_TOO_LATE: usize = 8;
const ASSIGNED_TOO_LATE: usize = 3;

/// An order as it will be recorded.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) received: Moment,
    /// The index of the call that it came from.
    pub(super) call: Option<usize>,
    pub(super) channel: Channel,
    pub(super) subject: Subject,
    pub(super) fate: Fate,
}

/// What becomes of an order.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    Pending,
    Direct(Moment),
    Transferred(Vec<Life>),
}

/// What the orders of a month come to.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) received: usize,
    pub(super) handled_directly: usize,
    /// Assigned in the month, and there in the volume.
    pub(super) assigned: Vec<Lot>,
    /// Sent back, and not assigned again in the month: the units.
    pub(super) sent_back: Vec<usize>,
    /// Assigned in the first days of the next month, and there in the volume.
    pub(super) assigned_after: Vec<Lot>,
    /// How many letters to the governor each unit has among its volume.
    pub(super) letters: Vec<usize>,
    /// Whether units also get assignments of the next month that are not in these counts.
    pub(super) goes_on: bool,
    /// The cut-off day of a month, in the next one.
    pub(super) cut_off_day: u8,
}

/// The orders of a month in the order in which they were received.
#[derive(Clone, Debug)]
pub(super) struct PlannedOrders {
    pub(super) month: Month,
    pub(super) orders: Vec<Order>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Direct,
    Transferred,
    Pending,
}

impl PlannedOrders {
    pub(super) fn plan(
        clock: &Clock,
        calls: &PlannedCalls,
        mix: &Mix,
        wanted: &Wanted,
        month: Month,
        random: &mut Random,
    ) -> PlannedOrders {
        let span = clock.span(month);
        let transferred =
            wanted.assigned.len() + wanted.sent_back.len() + wanted.assigned_after.len();
        let pending = wanted.received - wanted.handled_directly - transferred;
        let ways = random.deal(&[
            (Way::Direct, wanted.handled_directly),
            (Way::Transferred, transferred),
            (Way::Pending, pending),
        ]);
        let received = received(clock, calls, wanted.received, month, random);
        let subjects = mix.deal(random);
        let mut orders: Vec<Order> = received
            .into_iter()
            .zip(subjects)
            .zip(&ways)
            .map(|(((received, call), subject), way)| Order {
                received,
                call,
                channel: Channel::Phone,
                subject,
                fate: match way {
                    Way::Direct => Fate::Direct(handled(received, random)),
                    Way::Transferred | Way::Pending => Fate::Pending,
                },
            })
            .collect();

        let of = |way: Way| -> Vec<usize> {
            ways.iter()
                .enumerate()
                .filter(|(_, found)| **found == way)
                .map(|(at, _)| at)
                .collect()
        };
        let cut_off = clock.cut_off(month, wanted.cut_off_day);
        let next_cut_off = clock.cut_off(month.next(), wanted.cut_off_day);
        if let Some(last) = of(Way::Direct).last() {
            orders[*last].fate = Fate::Direct(cut_off.plus_micros(-1));
        }
        let letters = transfer(
            &mut orders,
            &of(Way::Transferred),
            wanted,
            random,
            &Borders {
                span,
                cut_off,
                next_cut_off,
            },
        );
        if wanted.goes_on {
            deal_with_pending(&mut orders, &of(Way::Pending), cut_off, random);
        }
        set_channels(&mut orders, &letters, &of(Way::Direct), random);
        PlannedOrders { month, orders }
    }
}

#[derive(Clone, Copy, Debug)]
struct Borders {
    span: Span,
    cut_off: Moment,
    next_cut_off: Moment,
}

/// When each order was received, and from which call: not after the call's end.
fn received(
    clock: &Clock,
    calls: &PlannedCalls,
    count: usize,
    month: Month,
    random: &mut Random,
) -> Vec<(Moment, Option<usize>)> {
    let span = clock.span(month);
    let other_ways = OTHER_WAYS.iter().map(|(_, count)| count).sum::<usize>();
    let by_call = count - other_ways.min(count);
    let mut answered: Vec<(usize, Moment, Moment)> = calls
        .calls
        .iter()
        .enumerate()
        .filter_map(|(index, call)| Some((index, call.answered()?, call.done())))
        .filter(|(_, _, done)| span.contains(*done))
        .collect();
    random.shuffle(&mut answered);
    answered.truncate(by_call);

    let others = clock.spread(month, count - answered.len(), random);
    let mut received: Vec<(Moment, Option<usize>)> =
        others.into_iter().map(|moment| (moment, None)).collect();
    received.extend(answered.into_iter().map(|(index, answered, done)| {
        let talked = done.micros() - answered.micros();
        (answered.plus_micros(random.between(0, talked)), Some(index))
    }));
    received.sort_unstable();
    received
}

/// Most are answered within the call.
fn handled(received: Moment, random: &mut Random) -> Moment {
    let longest = if random.between(1, 30) == 1 {
        30 * HOUR
    } else {
        20 * MINUTE
    };
    received.plus_micros(random.between(MINUTE, longest))
}

/// Gives the transferred orders to units; answers with those that came by the governor's mailbox.
fn transfer(
    orders: &mut [Order],
    transferred: &[usize],
    wanted: &Wanted,
    random: &mut Random,
    borders: &Borders,
) -> Vec<usize> {
    let (in_month, after) = transferred.split_at(transferred.len() - wanted.assigned_after.len());
    let mut kinds: Vec<Result<Lot, usize>> = wanted.assigned.iter().copied().map(Ok).collect();
    kinds.extend(wanted.sent_back.iter().copied().map(Err));
    random.shuffle(&mut kinds);

    let mut letters = Vec::new();
    let mut letters_left = wanted.letters.clone();
    for (turn, (order, kind)) in in_month.iter().zip(&kinds).enumerate() {
        let received = orders[*order].received;
        let assigned = assigned(received, turn + 1 == in_month.len(), borders.span, random);
        let lives = match *kind {
            Ok(lot) => {
                if orders[*order].call.is_none()
                    && letters_left.get(lot.unit).is_some_and(|left| 0 < *left)
                {
                    letters_left[lot.unit] -= 1;
                    letters.push(*order);
                }
                in_volume(lot, assigned, turn, &kinds, borders, random)
            }
            Err(unit) => {
                let again = wanted.goes_on && turn % 36 == 0;
                sent_back(unit, assigned, again, borders, random)
            }
        };
        orders[*order].fate = Fate::Transferred(lives);
    }
    for (turn, (order, lot)) in (0_i64..).zip(after.iter().zip(&wanted.assigned_after)) {
        // The first one at the first moment of the month.
        let assigned = borders.span.end.plus_micros(turn * 20 * MINUTE);
        let life = Life::of(*lot, assigned, borders.next_cut_off, random);
        orders[*order].fate = Fate::Transferred(vec![life]);
    }
    letters
}

/// Within hours, but within the month; the last one at the month's last moment.
fn assigned(received: Moment, last: bool, span: Span, random: &mut Random) -> Moment {
    if last {
        return span.last();
    }
    let assigned = received.plus_micros(random.between(5 * MINUTE, 8 * HOUR));
    if span.contains(assigned) {
        return assigned;
    }
    received.plus_micros(random.between(0, span.last().micros() - received.micros()))
}

/// The assignment that counts, and now and then another one beside it that does not.
fn in_volume(
    lot: Lot,
    assigned: Moment,
    turn: usize,
    kinds: &[Result<Lot, usize>],
    borders: &Borders,
    random: &mut Random,
) -> Vec<Life> {
    let another = match kinds[random.index(kinds.len())] {
        Ok(lot) => lot.unit,
        Err(unit) => unit,
    };
    let early = assigned.plus_micros(8 * DAY) < borders.span.end;
    let before = match turn % 540 {
        3 | 183 | 363 if early => Some(Life::sent_back(another, assigned, random)),
        365 if early => Some(Life::withdrawn(another, assigned, random)),
        _ => None,
    };
    if let Some(before) = before {
        let again = before.last().plus_micros(random.between(HOUR, 5 * HOUR));
        return vec![before, Life::of(lot, again, borders.cut_off, random)];
    }
    let life = Life::of(lot, assigned, borders.cut_off, random);
    if turn % 37 == 9 && another != lot.unit {
        return vec![
            life,
            Life::assist(another, assigned.plus_micros(MINUTE), random),
        ];
    }
    vec![life]
}

/// An assignment that does not count, and now and then one that counts in the next month.
fn sent_back(
    unit: usize,
    assigned: Moment,
    again: bool,
    borders: &Borders,
    random: &mut Random,
) -> Vec<Life> {
    let life = Life::sent_back(unit, assigned, random);
    let next = life.last().max(borders.span.end).plus_micros(HOUR);
    let mut lives = vec![life];
    if again {
        lives.push(Life::plain(unit, next, random));
    }
    lives
}

/// Some of what is pending at the cut-off is dealt with from its very moment on.
fn deal_with_pending(
    orders: &mut [Order],
    pending: &[usize],
    cut_off: Moment,
    random: &mut Random,
) {
    let mut pending = pending.iter();
    for (turn, order) in (0..).zip(pending.by_ref().take(HANDLED_TOO_LATE)) {
        orders[*order].fate = Fate::Direct(cut_off.plus_micros(turn * HOUR));
    }
    for (turn, order) in (0..).zip(pending.take(ASSIGNED_TOO_LATE)) {
        let life = Life::plain(turn, cut_off.plus_micros(HOUR), random);
        orders[*order].fate = Fate::Transferred(vec![life]);
    }
}

fn set_channels(orders: &mut [Order], letters: &[usize], direct: &[usize], random: &mut Random) {
    let direct_letters = direct.iter().filter(|order| orders[**order].call.is_none());
    let letters: Vec<usize> = letters
        .iter()
        .chain(direct_letters.take(DIRECT_LETTERS))
        .copied()
        .collect();
    for order in &letters {
        orders[*order].channel = Channel::GovernorsMailbox;
    }
    let mut ways = random.deal(&OTHER_WAYS).into_iter();
    for order in orders.iter_mut() {
        if order.call.is_none() && order.channel != Channel::GovernorsMailbox {
            order.channel = ways.next().unwrap_or(Channel::Phone);
        }
    }
}
