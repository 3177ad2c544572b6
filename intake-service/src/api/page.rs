//! Lists, page by page (AIP-158).

use hotline_common::decode::{self, PageQuery};
use hotline_common::status::Violations;
use hotline_common::time::Moment;
use hotline_proto::intake as proto;
use prost::Message;
use tonic::Status;

use crate::domain::names::{AssignmentId, Code, LedgerId, OrderNumber, PartId};
use crate::domain::registry::UnitGroup;
use crate::store::assignments::AssignmentPlace;
use crate::store::registry::UnitKey;

/// A request for a page of a list.
pub(super) trait ListRequest: Message + Sized {
    /// The method, as page tokens are bound to it.
    const METHOD: &'static str;

    /// Takes the size and the token of the page out of the message: what remains is the query.
    fn take_page(&mut self) -> (i32, String);
}

/// Says of each request for a page which method it is for.
macro_rules! list_requests {
    ($($request:ident $method:literal,)+) => {
        $(impl ListRequest for proto::$request {
            const METHOD: &'static str = $method;

            fn take_page(&mut self) -> (i32, String) {
                (std::mem::take(&mut self.page_size), std::mem::take(&mut self.page_token))
            }
        })+
    };
}

list_requests! {
    ListUnitsRequest "ListUnits",
    ListCategoriesRequest "ListCategories",
    ListTopicsRequest "ListTopics",
    ListCalendarsRequest "ListCalendars",
    ListDeadlineRulesRequest "ListDeadlineRules",
    ListCallsRequest "ListCalls",
    ListWorkOrdersRequest "ListWorkOrders",
    ListAssignmentsRequest "ListAssignments",
    ListReturnVisitsRequest "ListReturnVisits",
    ListExtensionsRequest "ListExtensions",
    ListExclusionsRequest "ListExclusions",
    ListSupervisionsRequest "ListSupervisions",
    ListCorrectionsRequest "ListCorrections",
    GetTimelineRequest "GetTimeline",
    ListLeaderSessionsRequest "ListLeaderSessions",
    ListAppreciationsRequest "ListAppreciations",
    ListActivitiesRequest "ListActivities",
    ListTypicalCasesRequest "ListTypicalCases",
    ListRevealsRequest "ListReveals",
    FindByNumberRequest "FindByNumber",
    ListRequesterOrdersRequest "ListRequesterOrders",
}

/// A page that is asked for.
#[derive(Debug)]
pub(super) struct Page<K> {
    query: PageQuery,
    size: u32,
    /// The place after which it begins; `None`: at the beginning.
    pub(super) after: Option<K>,
}

impl<K: PageKey> Page<K> {
    /// Decodes a request: its page, and its filter by `decode`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` with every violation.
    pub(super) fn decode<R: ListRequest, F>(
        mut request: R,
        decode: impl FnOnce(R, &mut Violations) -> Option<F>,
    ) -> Result<(Page<K>, F), Status> {
        let mut violations = Violations::new();
        let (page_size, page_token) = request.take_page();
        let query = PageQuery::new(R::METHOD).filter(request.encode_to_vec());
        let size = decode::page_size(&mut violations, "page_size", page_size);
        let key = decode::page_token(&mut violations, "page_token", &query, &page_token);
        let after = key.map(|key| K::from_bytes(&key));
        if after.as_ref().is_some_and(Option::is_none) {
            violations.push("page_token", "must be a next_page_token");
        }
        let filter = decode(request, &mut violations);
        let page = size.map(|size| Page {
            query,
            size,
            after: after.flatten(),
        });
        violations.finish(page.zip(filter))
    }

    /// How many rows to read: one more than the page has shows whether there is another page.
    pub(super) fn limit(&self) -> u32 {
        self.size + 1
    }

    /// The rows of this page and the token of the next one (empty where there is none), from at most [`Page::limit`] rows.
    pub(super) fn cut<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> K) -> (Vec<T>, String) {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        if rows.len() <= size {
            return (rows, String::new());
        }
        rows.truncate(size);
        let token = rows
            .last()
            .map(|row| self.query.token(&key(row).to_bytes()))
            .unwrap_or_default();
        (rows, token)
    }
}

/// A place in a list, as tokens carry it.
pub(super) trait PageKey: Sized + Clone + Send + 'static {
    /// The bytes.
    fn to_bytes(&self) -> Vec<u8>;

    /// The place from its bytes; `None` where they are none.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

impl PageKey for LedgerId {
    fn to_bytes(&self) -> Vec<u8> {
        self.to_be_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<LedgerId> {
        Some(LedgerId::from_be_bytes(bytes.try_into().ok()?))
    }
}

impl PageKey for (Moment, LedgerId) {
    fn to_bytes(&self) -> Vec<u8> {
        [self.0.micros().to_be_bytes(), self.1.to_be_bytes()].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<(Moment, LedgerId)> {
        let (micros, id) = bytes.split_first_chunk()?;
        let moment = Moment::from_micros(i64::from_be_bytes(*micros))?;
        Some((moment, LedgerId::from_bytes(id)?))
    }
}

impl PageKey for OrderNumber {
    fn to_bytes(&self) -> Vec<u8> {
        self.number().to_bytes()
    }

    fn from_bytes(bytes: &[u8]) -> Option<OrderNumber> {
        OrderNumber::from_number(i64::from_bytes(bytes)?)
    }
}

impl PageKey for AssignmentId {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.order.to_bytes();
        bytes.extend(self.number.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<AssignmentId> {
        let (order, number) = bytes.split_last_chunk()?;
        Some(AssignmentId {
            order: OrderNumber::from_bytes(order)?,
            number: u32::from_be_bytes(*number),
        })
    }
}

impl PageKey for AssignmentPlace {
    /// The name's bytes, after them those of the deadline.
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.id.to_bytes();
        let due = self.due.map(|due| due.micros().to_be_bytes());
        bytes.extend(due.iter().flatten());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<AssignmentPlace> {
        let (id, due) = bytes.split_at_checked(12)?;
        let due = match due {
            [] => None,
            due => Some(Moment::from_micros(i64::from_bytes(due)?)?),
        };
        Some(AssignmentPlace {
            due,
            id: AssignmentId::from_bytes(id)?,
        })
    }
}

impl PageKey for PartId {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.assignment.to_bytes();
        bytes.extend(self.number.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<PartId> {
        let (assignment, number) = bytes.split_last_chunk()?;
        Some(PartId {
            assignment: AssignmentId::from_bytes(assignment)?,
            number: u32::from_be_bytes(*number),
        })
    }
}

impl PageKey for Code {
    fn to_bytes(&self) -> Vec<u8> {
        self.as_str().as_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Code> {
        std::str::from_utf8(bytes).ok()?.parse().ok()
    }
}

impl PageKey for UnitKey {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.group.number().to_be_bytes().to_vec();
        bytes.extend(self.position.to_be_bytes());
        bytes.extend(self.code.to_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<UnitKey> {
        let (group, bytes) = bytes.split_first_chunk()?;
        let (position, code) = bytes.split_first_chunk()?;
        Some(UnitKey {
            group: UnitGroup::from_number(i32::from_be_bytes(*group))?,
            position: i32::from_be_bytes(*position),
            code: Code::from_bytes(code)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use proptest::prelude::*;
    use tonic::Code as StatusCode;

    use super::*;

    fn asked(
        page_size: i32,
        page_token: String,
        outcome: i32,
    ) -> Result<Page<(Moment, LedgerId)>, Status> {
        let request = proto::ListCallsRequest {
            page_size,
            page_token,
            outcome,
            ..proto::ListCallsRequest::default()
        };
        Page::decode(request, |_, _| Some(())).map(|(page, ())| page)
    }

    fn keys(from: i64, to: i64) -> Vec<(Moment, LedgerId)> {
        let moment = |micros| Moment::from_micros(micros).expect("within bounds");
        (from..=to).map(|id| (moment(id), id)).collect()
    }

    #[test]
    fn a_page_leads_to_the_next_one_and_the_last_one_to_none() {
        let first = asked(2, String::new(), 1).expect("right");
        assert_eq!((first.limit(), first.after), (3, None));
        let (rows, token) = first.cut(keys(1, 3), |row| *row);
        assert_eq!(rows, keys(1, 2));
        let next = asked(5, token, 1).expect("the size may change");
        assert_eq!(next.after, Some(rows[1]));
        assert_eq!(
            next.cut(keys(3, 7), |row| *row),
            (keys(3, 7), String::new())
        );
    }

    #[test]
    fn a_token_of_another_query_is_refused() {
        let first = asked(1, String::new(), 1).expect("right");
        let (_, token) = first.cut(keys(1, 2), |row| *row);
        for (size, token, outcome) in [
            (1, token.clone(), 2),
            (1, "x".to_owned(), 1),
            (-1, token, 1),
        ] {
            let status = asked(size, token, outcome).expect_err("wrong");
            assert_eq!(status.code(), StatusCode::InvalidArgument);
        }
    }

    fn comes_back<K: PageKey + PartialEq + Debug>(key: &K) {
        assert_eq!(K::from_bytes(&key.to_bytes()).as_ref(), Some(key));
    }

    #[test]
    fn a_place_comes_back_as_it_was() {
        let order: OrderNumber = "20150601-000001".parse().expect("a number");
        let assignment = AssignmentId { order, number: 2 };
        comes_back(&7_i64);
        comes_back(&(Moment::MAX, 7_i64));
        comes_back(&order);
        comes_back(&assignment);
        for due in [None, Some(Moment::MIN)] {
            comes_back(&AssignmentPlace {
                due,
                id: assignment,
            });
        }
        comes_back(&PartId {
            assignment,
            number: u32::MAX,
        });
        comes_back(&UnitKey {
            group: UnitGroup::Department,
            position: 1_000_000,
            code: "a.b".parse().expect("a code"),
        });
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = <(Moment, LedgerId)>::from_bytes(&bytes);
            let _ = PartId::from_bytes(&bytes);
            let _ = AssignmentPlace::from_bytes(&bytes);
            let _ = UnitKey::from_bytes(&bytes);
        }
    }
}
