//! Rankings of a large month: beside DuckDB, the health check and a small month; and counting it again.

use std::path::Path;
use std::time::Instant;

use prost::Message as _;
use tonic_health::pb::HealthCheckRequest;

use super::Failure;
use super::database::database_file;
use super::duckdb::{DuckDb, ranked};
use super::during::during;
use super::following::{Following, request};
use super::group_by::group_by;
use super::growth::{Growth, Point};
use super::h2load::Target;
use super::memory::peak_mib;
use super::row::Measured;
use super::sample::{Sample, per_second};
use super::size::Count;
use super::start::{self, START};
use super::tools::missing;
use super::work::{Bench, say};

/// May be left out where there is no DuckDB.
pub(super) const DUCKDB: &str = "ranking_vs_duckdb";
/// May be left out where there is no `h2load`.
pub(super) const HEALTH: &str = "ranking_vs_health";
const GROWTH: &str = "ranking_growth";
const VERIFY: &str = "verify_vs_group_by";
const MEMORY: &str = "scoring_memory_mib";
/// What the large month is for.
pub(super) const IDS: [&str; 6] = [DUCKDB, HEALTH, GROWTH, VERIFY, MEMORY, START];

/// Rankings asked for one after the other, in a round.
const RANKINGS: u32 = 20;
/// Between two of them, so that new facts are taken in between.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(40);
/// Counting again takes long, and differs little.
const RECOUNTS: usize = 3;

/// Rankings that are asked for under load at first, to see how fast they are.
const FIRST: u64 = 500;

/// Requests of so many a second that take three seconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate is positive, and far from the limit"
)]
fn enough(rate: f64) -> u64 {
    (3.0 * rate) as u64
}

/// A month of one size, and what was measured with it.
struct Subject {
    lives: u64,
    following: Following,
    ranking: Sample,
    duckdb: Sample,
    verify: Sample,
    group_by: Sample,
}

pub(super) async fn run(bench: &Bench) -> Result<Vec<Measured>, Failure> {
    let mut subjects = Vec::new();
    for lives in sizes(bench) {
        subjects.push(Subject::start(bench, lives).await?);
    }
    let mut duckdb = with_duckdb(bench, &subjects).await?;

    let rounds = if bench.wants(&[DUCKDB, GROWTH]) {
        bench.sizes.rounds
    } else {
        0
    };
    for round in 1..=rounds {
        for subject in &mut subjects {
            subject.rank().await?;
            if let Some(duckdb) = &mut duckdb {
                let (milliseconds, _) = duckdb.rank(&subject.name()).await?;
                subject.duckdb.add(milliseconds);
            }
        }
        say(format_args!("  ranking: round {round} of {rounds}"));
    }
    drop(duckdb);
    if bench.wants(&[VERIFY]) {
        for round in 1..=RECOUNTS {
            for subject in &mut subjects {
                subject.recount().await?;
            }
            say(format_args!("  verify: round {round} of {RECOUNTS}"));
        }
    }
    let large = subjects.last().ok_or("no month")?;
    let size = format!("{} assignments", Count(large.lives));
    let mut measured = Vec::new();
    if bench.wants(&[HEALTH]) && missing(&["h2load"]).is_none() {
        measured.push(large.beside_health(bench, size.clone()).await?);
    }
    measured.extend(large.measured(&size)?);
    if let Some(small) = subjects
        .iter()
        .find(|it| it.lives == bench.sizes.small_month)
    {
        let (ranking, before) = (large.ranking.median(), small.ranking.median());
        let size = format!(
            "{} and {} assignments",
            Count(large.lives),
            Count(small.lives)
        );
        measured.push(Measured::pair(GROWTH, ranking, before, size));
        let points = subjects.iter().map(Subject::point).collect();
        Growth { points }.draw(&bench.picture())?;
    }
    if bench.wants(&[START]) {
        let large = subjects.pop().ok_or("no month")?;
        let grown = large.following.scoring.launch().clone();
        large.following.scoring.terminate().await?;
        let nothing = Following::start(bench, 0).await?;
        let empty = nothing.scoring.launch().clone();
        nothing.scoring.terminate().await?;
        measured.push(start::pair(bench, &grown, &empty, format!("scoring, {size}")).await?);
    }
    Ok(measured)
}

/// The large month; and where growth is looked at, each tenth down to a tenth of the small one.
fn sizes(bench: &Bench) -> Vec<u64> {
    let mut sizes = vec![bench.sizes.month];
    if bench.wants(&[GROWTH]) {
        let tenths = std::iter::successors(Some(bench.sizes.month / 10), |size| Some(size / 10));
        sizes.extend(tenths.take_while(|size| bench.sizes.small_month / 10 <= *size));
    }
    sizes.reverse();
    sizes
}

/// Gives DuckDB the same facts, and sees to it that it comes to the same ranking.
async fn with_duckdb(bench: &Bench, subjects: &[Subject]) -> Result<Option<DuckDb>, Failure> {
    let Some(python) = bench
        .python
        .as_ref()
        .filter(|_| bench.wants(&[DUCKDB, GROWTH]))
    else {
        return Ok(None);
    };
    let mut duckdb = DuckDb::start(python, &bench.directory("duckdb")?)?;
    for subject in subjects {
        let (name, feed) = (subject.name(), &subject.following.feed);
        duckdb.load(&name, feed.month(), subject.lives).await?;
        let (_, theirs) = duckdb.rank(&name).await?;
        let ours = ranked(&subject.following.ranking().await?);
        if ours.is_empty() || ours != theirs {
            let difference = ours
                .iter()
                .zip(&theirs)
                .find(|(ours, theirs)| ours != theirs);
            return Err(format!("DuckDB ranks otherwise: {difference:?}").into());
        }
    }
    Ok(Some(duckdb))
}

impl Subject {
    /// Pulls the whole month.
    async fn start(bench: &Bench, lives: u64) -> Result<Subject, Failure> {
        let started = Instant::now();
        let following = Following::start(bench, lives).await?;
        following.caught_up().await?;
        let rate = per_second(u64::try_from(following.feed.head())?, started.elapsed());
        say(format_args!(
            "  {} assignments pulled at {rate:.0} events/s",
            Count(lives)
        ));
        Ok(Subject {
            lives,
            following,
            ranking: Sample::default(),
            duckdb: Sample::default(),
            verify: Sample::default(),
            group_by: Sample::default(),
        })
    }

    /// Under which DuckDB knows it.
    fn name(&self) -> String {
        format!("month_{}", self.lives)
    }

    /// Asks for the ranking again and again while new facts come.
    async fn rank(&mut self) -> Result<(), Failure> {
        let following = &self.following;
        let trickle = following.feed.trickle();
        for _ in 0..RANKINGS {
            tokio::time::sleep(PAUSE).await;
            let started = Instant::now();
            following.ranking().await?;
            self.ranking.add(started.elapsed().as_secs_f64() * 1_000.0);
        }
        drop(trickle);
        following.caught_up().await
    }

    /// Counts the month again from its facts, beside a count of SQLite's own.
    async fn recount(&mut self) -> Result<(), Failure> {
        let started = Instant::now();
        let verified = self.following.verify().await?;
        self.verify.add(started.elapsed().as_secs_f64());
        if verified.compared_count == 0 || verified.difference_count != 0 {
            return Err(format!("the tallies are not what the facts are: {verified:?}").into());
        }
        let file = database_file(&self.following.scoring)?;
        let lives = self.following.feed.lives();
        let counting = tokio::task::spawn_blocking(move || group_by(&file, lives));
        self.group_by.add(counting.await??.as_secs_f64());
        Ok(())
    }

    /// Rankings and health checks under the same load, in turn, while new facts come.
    async fn beside_health(&self, bench: &Bench, size: String) -> Result<Measured, Failure> {
        let scoring = &self.following.scoring;
        let endpoint = scoring.endpoint();
        let directory = bench.directory("ranking")?;
        let target = |method, request: &dyn Fn(&Path) -> Result<Target, Failure>| {
            request(&directory.join(method))
        };
        let ranking = target("ranking.bin", &|file| {
            let method = "hotline.scoring.v1.RankingService/GetRanking";
            Target::new(&endpoint, method, &request(), file)
        })?;
        let health = target("health.bin", &|file| {
            let method = "grpc.health.v1.Health/Check";
            Target::new(&endpoint, method, &HealthCheckRequest::default(), file)
        })?;
        let answer = self.following.ranking().await?.encoded_len();
        // Not more than a few seconds a run, however slow it is; the first is for the caches' sake.
        let first = during(scoring, ranking.load_sized(FIRST, answer))
            .await?
            .rate;
        let count = enough(first).clamp(FIRST, bench.sizes.requests);
        let (mut rankings, mut checks) = (Sample::default(), Sample::default());
        for round in 1..=bench.sizes.rounds {
            let trickle = self.following.feed.trickle();
            checks.add(
                during(scoring, health.load_sized(bench.sizes.requests, 2))
                    .await?
                    .rate,
            );
            rankings.add(
                during(scoring, ranking.load_sized(count, answer))
                    .await?
                    .rate,
            );
            drop(trickle);
            say(format_args!(
                "  ranking under load: round {round} of {}",
                bench.sizes.rounds
            ));
        }
        Ok(Measured::pair(
            HEALTH,
            rankings.median(),
            checks.median(),
            size,
        ))
    }

    /// The rows of the large month.
    fn measured(&self, size: &str) -> Result<Vec<Measured>, Failure> {
        let mut measured = Vec::new();
        if let Some(theirs) = self.duckdb.some_median() {
            let ours = self.ranking.median();
            measured.push(Measured::times_faster(
                DUCKDB,
                ours,
                theirs,
                size.to_owned(),
            ));
        }
        if let (Some(ours), Some(theirs)) = (self.verify.some_median(), self.group_by.some_median())
        {
            measured.push(Measured::pair(VERIFY, ours, theirs, size.to_owned()));
        }
        let memory = peak_mib(&self.following.scoring)?;
        measured.push(Measured::alone(MEMORY, memory, size.to_owned()));
        Ok(measured)
    }

    fn point(&self) -> Point {
        Point {
            lives: self.lives,
            ranking: Some(self.ranking.median()),
            duckdb: self.duckdb.some_median(),
            verify: self.verify.some_median().map(|seconds| seconds * 1_000.0),
        }
    }
}
