//! The proof of a sealed month: exported by the program, computed again by it, and changed in many ways.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Output;

use hotline_proto::scoring::Ranking;
use hotline_tests::pair::Pair;
use hotline_tests::service::Program;
use sha2::{Digest as _, Sha256};
use tokio::process::Command;

use crate::support::Numbers;

/// How many bytes are changed at random.
const RANDOM_CHANGES: usize = 4;

async fn scoring(arguments: &[&str]) -> Output {
    let program = Program::Scoring.path().expect("scoring is built");
    let mut command = Command::new(program);
    command.args(arguments).env_clear().kill_on_drop(true);
    command.output().await.expect("it runs")
}

/// The proof of a revision of June 2015.
pub(crate) async fn export(pair: &Pair, revision: &str) -> Vec<u8> {
    let endpoint = pair.scoring.endpoint();
    let exported = scoring(&[
        "export-proof",
        "--month",
        "2015-06",
        "--revision",
        revision,
        "--endpoint",
        &endpoint,
    ])
    .await;
    let errors = String::from_utf8_lossy(&exported.stderr);
    assert_eq!(exported.status.code(), Some(0), "{errors}");
    exported.stdout
}

/// Verifies a file against the published hash: the exit status, and what was printed.
async fn verify(directory: &Path, proof: &[u8], hash: &str) -> (Option<i32>, String) {
    let file = directory.join("a.proof");
    std::fs::write(&file, proof).expect("it is written");
    let file = file.to_str().expect("a path of plain characters");
    let verified = scoring(&["verify-proof", file, "--hash", hash]).await;
    let printed = [&verified.stdout, &verified.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat();
    (verified.status.code(), printed)
}

/// The proof is accepted, and has a row for each unit of the sealed ranking.
pub(crate) async fn assert_accepted(directory: &Path, proof: &[u8], sealed: &Ranking) {
    let hash = &sealed.seal.as_ref().expect("a seal").hash;
    let (status, printed) = verify(directory, proof, hash).await;
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.contains(&sealed.name), "{printed}");
    let rows: usize = sealed
        .tables
        .iter()
        .map(|table| table.rows.len() + table.unrated.len() + table.without_volume.len())
        .sum();
    let text = std::str::from_utf8(proof).expect("UTF-8");
    let of_kind = |kind: &str| {
        let start = format!("{{\"{kind}\":");
        text.lines().filter(|line| line.starts_with(&start)).count()
    };
    assert_eq!(of_kind("row"), rows);
    assert!(rows < of_kind("assignment"), "{printed}");
}

/// Each change is refused, and its line named.
pub(crate) async fn assert_changes_are_found(directory: &Path, proof: &[u8], sealed: &Ranking) {
    let hash = &sealed.seal.as_ref().expect("a seal").hash;
    let lines: Vec<&[u8]> = proof.split_inclusive(|byte| *byte == b'\n').collect();
    let start_of = |line: usize| lines[..line].concat().len();
    let assignments: Vec<usize> = (0..lines.len())
        .filter(|line| lines[*line].starts_with(b"{\"assignment\":"))
        .collect();
    let middle = assignments[assignments.len() / 2];

    let mut changes: Vec<(String, usize, Vec<u8>)> = Vec::new();
    let mut flip = |what: &str, line: usize, place: usize| {
        let mut file = proof.to_vec();
        file[place] ^= 1;
        changes.push((what.to_owned(), line, file));
    };
    flip("the first byte", 0, 0);
    flip("a line's end", middle, start_of(middle + 1) - 1);
    flip("the last byte", lines.len() - 1, proof.len() - 1);
    let mut numbers = Numbers(2015);
    for _ in 0..RANDOM_CHANGES {
        let length = u64::try_from(proof.len()).expect("64 bits");
        let place = usize::try_from(numbers.below(length)).expect("64 bits");
        let line = proof[..place].split(|byte| *byte == b'\n').count() - 1;
        flip(&format!("byte {place}"), line, place);
    }
    let mut swapped = lines.clone();
    swapped.swap(middle, middle + 1);
    changes.push(("swapped lines".to_owned(), middle, swapped.concat()));
    for (what, line, file) in changes {
        let (status, printed) = verify(directory, &file, hash).await;
        assert_eq!(status, Some(1), "{what}: {printed}");
        let first = printed.lines().find(|printed| printed.starts_with("line "));
        let named = format!("line {}: ", line + 1);
        assert!(
            first.is_some_and(|first| first.starts_with(&named)),
            "{what} should name {named}{printed}"
        );
    }

    let (status, printed) = verify(directory, &forged(&lines, middle), hash).await;
    assert_eq!(status, Some(1), "{printed}");
    assert!(printed.contains("not those that were sealed"), "{printed}");
    let (status, printed) = verify(directory, proof, &"0".repeat(64)).await;
    assert_eq!(status, Some(1), "{printed}");
}

/// The proof with one assignment recorded in another moment, and the chain written anew as docs/proof.md says.
fn forged(lines: &[&[u8]], line: usize) -> Vec<u8> {
    let mut before = "0".repeat(64);
    let mut forged = String::new();
    for (index, text) in lines.iter().enumerate() {
        let text = std::str::from_utf8(text).expect("UTF-8");
        let (record, _) = text.split_once(",\"sha256\":").expect("a hash");
        let record = if index == line {
            let corrected = record.replacen("\"corrected\":null", "\"corrected\":7", 1);
            assert_ne!(corrected, record, "it has a fact");
            corrected
        } else {
            record.to_owned()
        };
        let mut hash = Sha256::new();
        hash.update(&before);
        hash.update(&record);
        before = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let _ = writeln!(forged, "{record},\"sha256\":\"{before}\"}}");
    }
    forged.into_bytes()
}
