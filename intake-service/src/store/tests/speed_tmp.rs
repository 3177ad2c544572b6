use super::book::{Book, minute};
use super::sample::{assignment_id, call, code, order, private};
use crate::domain::assignment::{AssignmentRole, Change};
use crate::domain::command::OrderTarget;
use crate::domain::event::Event;
use crate::domain::world::Needs;
use std::time::Instant;

#[test]
#[ignore]
fn speed() {
    let mut book = Book::new();
    let mut made = Vec::new();
    for _ in 0..100 {
        // batches of 1000
        for _ in 0..1000 {
            let c = call(&book);
            book.add(Event::CallRecorded(Box::new(c)), private(book.next()));
        }
        let t = Instant::now();
        book.save();
        made.push(t.elapsed());
    }
    let total: std::time::Duration = made.iter().sum();
    println!(
        "calls: {:?} per row, last batch {:?}",
        total / 100_000,
        made.last()
    );
    let mut total = std::time::Duration::ZERO;
    let mut load = total;
    for b in 0..20 {
        for i in 0..500 {
            let number = format!("201506{:02}-{:06}", 1 + b, i + 1);
            let o = order(&book, &number);
            let n = o.number;
            book.add(Event::WorkOrderAccepted(Box::new(o)), private(book.next()));
            let change = Change::Assigned {
                unit: code("A01"),
                role: AssignmentRole::Lead,
                due: Some(minute(9000)),
            };
            book.add(
                Event::Assignment {
                    id: assignment_id(n, 1),
                    change,
                },
                Default::default(),
            );
        }
        let t = Instant::now();
        book.save();
        total += t.elapsed();
        for i in 0..500 {
            let number: crate::domain::names::OrderNumber =
                format!("201506{:02}-{:06}", 1 + b, i + 1).parse().unwrap();
            book.add(
                Event::Assignment {
                    id: assignment_id(number, 1),
                    change: Change::Completed,
                },
                private(1),
            );
        }
        let needs = Needs {
            orders: (0..500)
                .map(|i| {
                    OrderTarget::Number(format!("201506{:02}-{:06}", 1 + b, i + 1).parse().unwrap())
                })
                .collect(),
            ..Needs::default()
        };
        let t = Instant::now();
        let _ = book.load(&needs);
        load += t.elapsed();
        let t = Instant::now();
        book.save();
        total += t.elapsed();
    }
    println!(
        "orders: 10000 accepted+assigned+completed: {:?} each, load {:?} each",
        total / 10_000,
        load / 10_000
    );
    let t = Instant::now();
    let mut after = 0;
    let mut n = 0;
    while let Some(last) = {
        let p =
            crate::store::feed::events_after(&mut book.connection, after, 1000, 1 << 20).unwrap();
        n += p.events.len();
        p.last
    } {
        after = last.sequence;
    }
    println!("feed: {n} events, {:?} each", t.elapsed() / n as u32);
}
