//! What falls to each assignment of a unit, so that the unit's counts come out exactly.

use hotline_proto::intake::Grade;

use super::random::Random;
use crate::figures::UnitFigures;

/// Both grades of a rated visit: the process and the outcome.
pub(super) type Grades = (Grade, Grade);

/// How one assignment of the volume goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lot {
    /// The unit's index in the figures.
    pub(super) unit: usize,
    pub(super) ending: Ending,
    pub(super) visits: Visits,
}

/// How an assignment stands at the cut-off, and by which way it got there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum Ending {
    // Rated and completed:
    Completed,
    CompletedWithoutDeadline,
    CompletedLate,
    CompletedAtTheLastInstant,
    CompletedAgainAfterRedo,
    CompletedAndRedoneTooLate,
    CompletedAfterRefusedSendBack,
    CompletedWithSendBackLapsed,
    CompletedWithExclusionRefused,
    CompletedWithExclusionTooLate,
    // Rated and not completed:
    Open,
    OpenWithDeadlineAtTheCutOff,
    CompletedTooLate,
    RedoneAndOpen,
    // Not rated:
    ExcludedOpen,
    ExcludedCompleted,
    ExcludedAtTheLastInstant,
}

/// What the return visits come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visits {
    None,
    Unreachable,
    Refused,
    Invalid,
    OnlyTooLate,
    Rated(Grades),
    RatedAfterAnother(Grades),
    RatedAfterUnreachable(Grades),
    RatedAgainTooLate(Grades),
}

impl Visits {
    /// The grades that count.
    pub(super) const fn grades(self) -> Option<Grades> {
        match self {
            Visits::Rated(grades)
            | Visits::RatedAfterAnother(grades)
            | Visits::RatedAfterUnreachable(grades)
            | Visits::RatedAgainTooLate(grades) => Some(grades),
            _ => None,
        }
    }
}

/// A lot for each assignment of the unit's volume, in mixed order.
pub(super) fn lots(unit: usize, figures: &UnitFigures, random: &mut Random) -> Vec<Lot> {
    let mut visits = rated_visits(figures, random);
    visits.extend((figures.return_visits..figures.completed).map(unrated_visit));
    let mut endings: Vec<Ending> = (0..figures.completed).map(completed).collect();
    random.shuffle(&mut endings);

    let completed = endings.into_iter().zip(visits).map(|(ending, visits)| {
        // What cannot be visited in time, or not after the cut-off, goes the plain way.
        let ending = match (ending, visits) {
            (Ending::CompletedAtTheLastInstant, _) if visits != Visits::None => Ending::Completed,
            (
                Ending::CompletedAndRedoneTooLate,
                Visits::OnlyTooLate | Visits::RatedAgainTooLate(_),
            ) => Ending::Completed,
            (ending, _) => ending,
        };
        (ending, visits)
    });
    let turn = usize::try_from(figures.position).unwrap_or(0);
    let open = (figures.completed..figures.rated).map(|index| {
        (
            not_completed(index - figures.completed + turn),
            Visits::None,
        )
    });
    let excluded = (figures.rated..figures.volume)
        .map(|index| (not_rated(index - figures.rated), Visits::None));

    let mut lots: Vec<Lot> = completed
        .chain(open)
        .chain(excluded)
        .map(|(ending, visits)| Lot {
            unit,
            ending,
            visits,
        })
        .collect();
    random.shuffle(&mut lots);
    lots
}

fn rated_visits(figures: &UnitFigures, random: &mut Random) -> Vec<Visits> {
    let kinds = [
        Grade::VerySatisfied,
        Grade::Satisfied,
        Grade::BasicallySatisfied,
        Grade::Dissatisfied,
        Grade::VeryDissatisfied,
    ];
    let kinds: Vec<(Grade, usize)> = kinds.into_iter().zip(figures.grades()).collect();
    let grades = random.deal(&kinds);
    grades
        .chunks_exact(2)
        .map(|pair| (pair[0], pair[1]))
        .enumerate()
        .map(|(index, grades)| match index % 40 {
            5 => Visits::RatedAfterAnother(grades),
            11 | 31 => Visits::RatedAfterUnreachable(grades),
            17 => Visits::RatedAgainTooLate(grades),
            _ => Visits::Rated(grades),
        })
        .collect()
}

const fn unrated_visit(index: usize) -> Visits {
    match index % 20 {
        3 => Visits::Unreachable,
        9 => Visits::Refused,
        15 => Visits::Invalid,
        18 => Visits::OnlyTooLate,
        _ => Visits::None,
    }
}

const fn completed(index: usize) -> Ending {
    match index % 100 {
        7 | 47 | 87 => Ending::CompletedLate,
        13 | 63 => Ending::CompletedAgainAfterRedo,
        19 => Ending::CompletedWithoutDeadline,
        29 => Ending::CompletedAfterRefusedSendBack,
        37 => Ending::CompletedWithSendBackLapsed,
        43 => Ending::CompletedWithExclusionRefused,
        53 => Ending::CompletedWithExclusionTooLate,
        59 => Ending::CompletedAndRedoneTooLate,
        71 => Ending::CompletedAtTheLastInstant,
        _ => Ending::Completed,
    }
}

const fn not_completed(index: usize) -> Ending {
    match index % 4 {
        0 => Ending::Open,
        1 => Ending::CompletedTooLate,
        2 => Ending::RedoneAndOpen,
        _ => Ending::OpenWithDeadlineAtTheCutOff,
    }
}

const fn not_rated(index: usize) -> Ending {
    match index {
        0 => Ending::ExcludedAtTheLastInstant,
        index if index % 3 == 1 => Ending::ExcludedCompleted,
        _ => Ending::ExcludedOpen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Figures;

    #[test]
    fn every_unit_gets_its_counts_exactly() {
        let mut random = Random::seeded(5);
        for figures in Figures::june_2015().units {
            let lots = lots(0, &figures, &mut random);
            let count =
                |wanted: fn(Ending) -> bool| lots.iter().filter(|lot| wanted(lot.ending)).count();
            let excluded = count(|ending| ending >= Ending::ExcludedOpen);
            let open = count(|ending| (Ending::Open..Ending::ExcludedOpen).contains(&ending));
            assert_eq!(lots.len(), figures.volume, "{}", figures.unit_code);
            assert_eq!(
                excluded,
                figures.volume - figures.rated,
                "{}",
                figures.unit_code
            );
            assert_eq!(
                open,
                figures.rated - figures.completed,
                "{}",
                figures.unit_code
            );
            let graded = lots.iter().filter_map(|lot| lot.visits.grades()).count();
            assert_eq!(graded, figures.return_visits, "{}", figures.unit_code);
        }
    }
}
