//! DuckDB, which ranks the same month from the same facts.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use hotline_proto::intake::Grade;
use hotline_proto::scoring::{Ranking, Rate};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::Failure;
use super::month::{CUT_OFF, END, SampleMonth, group};
use super::records::JUNE;

const SCRIPT: &str = include_str!("../../bench/ranking.py");

/// A DuckDB in memory.
#[derive(Debug)]
pub(super) struct DuckDb {
    directory: PathBuf,
    questions: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    /// Ends the process when it is dropped.
    _child: Child,
}

/// A line of the ranking: the unit, its rank; volume, rated, completed; satisfaction, completion, supervision ratio and composite in hundredths.
pub(super) type Ranked = (String, i32, [i64; 3], [i32; 4]);

#[derive(Debug, Deserialize)]
struct Loaded {
    loaded: u64,
}

type Row = (String, i32, i64, i64, i64, i32, i32, i32, i32);

#[derive(Debug, Deserialize)]
struct Answer {
    milliseconds: f64,
    rows: Vec<Row>,
}

impl DuckDb {
    /// Starts it; facts are written to files in this directory on their way to it.
    pub(super) fn start(python: &Path, directory: &Path) -> Result<DuckDb, Failure> {
        let log = File::create(directory.join("duckdb.log"))?;
        let mut child = Command::new(python)
            .args(["-c", SCRIPT])
            .args([JUNE, END, CUT_OFF].map(|instant| instant.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let questions = child.stdin.take().ok_or("no standard input")?;
        let answers = child.stdout.take().ok_or("no standard output")?;
        Ok(DuckDb {
            directory: directory.to_owned(),
            questions,
            answers: BufReader::new(answers).lines(),
            _child: child,
        })
    }

    /// Gives it the facts of the first so many lives of a month.
    pub(super) async fn load(
        &mut self,
        name: &str,
        month: Arc<SampleMonth>,
        lives: u64,
    ) -> Result<(), Failure> {
        let directory = self.directory.join(name);
        std::fs::create_dir_all(&directory)?;
        let files = directory.clone();
        tokio::task::spawn_blocking(move || write(&files, &month, lives)).await??;
        let question = format!("load {name} {}", directory.display());
        let Loaded { loaded } = self.ask(&question).await?;
        std::fs::remove_dir_all(&directory)?;
        if loaded == lives {
            Ok(())
        } else {
            Err(format!("DuckDB read {loaded} assignments of {lives}").into())
        }
    }

    /// Ranks; how many milliseconds that took.
    pub(super) async fn rank(&mut self, name: &str) -> Result<(f64, Vec<Ranked>), Failure> {
        let answer: Answer = self.ask(&format!("rank {name}")).await?;
        let rows = answer.rows.into_iter();
        let ranked = rows.map(|row| {
            let counts = [row.2, row.3, row.4];
            (row.0, row.1, counts, [row.5, row.6, row.7, row.8])
        });
        Ok((answer.milliseconds, ranked.collect()))
    }

    async fn ask<A: DeserializeOwned>(&mut self, question: &str) -> Result<A, Failure> {
        self.questions
            .write_all(format!("{question}\n").as_bytes())
            .await?;
        let answer = self.answers.next_line().await?;
        Ok(serde_json::from_str(&answer.ok_or("DuckDB has ended")?)?)
    }
}

fn write(directory: &Path, month: &SampleMonth, lives: u64) -> Result<(), Failure> {
    let file = |name| File::create(directory.join(name)).map(BufWriter::new);
    let mut units = file("units.csv")?;
    for unit in &month.units {
        let group = group(unit.group);
        writeln!(units, "{},{group},{}", unit.unit_code, unit.position)?;
    }
    let mut assignments = file("assignments.csv")?;
    let mut supervisions = file("supervisions.csv")?;
    let mut text = String::new();
    for number in 0..lives {
        let life = month.life(number);
        let unit = &month.units[life.unit].unit_code;
        let rated = life.visit.and_then(|visit| {
            let (process, outcome) = visit.grades?;
            let number = |grade: Grade| i64::from(i32::from(grade));
            Some((visit.visited, number(process), number(outcome)))
        });
        let values = [
            Some(life.assigned),
            life.due,
            life.completed,
            rated.map(|(visited, ..)| visited),
            rated.map(|(_, process, _)| process),
            rated.map(|(.., outcome)| outcome),
        ];
        text.clear();
        text.push_str(unit);
        for value in values {
            text.push(',');
            if let Some(value) = value {
                write!(text, "{value}")?;
            }
        }
        writeln!(assignments, "{text}")?;
        if let Some(supervised) = life.supervised {
            writeln!(supervisions, "{unit},{supervised}")?;
        }
    }
    for mut file in [units, assignments, supervisions] {
        file.flush()?;
    }
    Ok(())
}

/// The same lines of scoring's answer.
pub(super) fn ranked(ranking: &Ranking) -> Vec<Ranked> {
    let printed = |rate: &Option<Rate>| rate.as_ref().map_or(-1, |rate| rate.hundredths);
    let rows = ranking.tables.iter().flat_map(|table| &table.rows);
    rows.map(|row| {
        let counts = row.counts.as_ref();
        let counts = counts.map_or([0; 3], |counts| {
            [counts.volume, counts.rated, counts.completed]
        });
        let composite = row.composite_score.as_ref();
        let rates = [
            printed(&row.satisfaction_rate),
            printed(&row.completion_rate),
            printed(&row.supervision_ratio),
            composite.map_or(-1, |score| score.hundredths),
        ];
        let unit = row.unit.trim_start_matches("units/").to_owned();
        (unit, row.rank.unwrap_or(0), counts, rates)
    })
    .collect()
}
