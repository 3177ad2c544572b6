//! The policies of the documentation are accepted as they stand.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::grpcurl::By;
use crate::grpcurl::shell::Command;
use crate::support::start_pair;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");

#[tokio::test]
async fn every_policy_of_the_documentation_is_set_and_read_back() {
    let running = start_pair().await;
    let address = running.pair.scoring.address().to_string();
    let page = fs::read_to_string(Path::new(DOCS).join("policies.md")).expect("the page");
    let mut names = Vec::new();
    for entry in fs::read_dir(Path::new(DOCS).join("policies")).expect("the directory") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.expect("a name").to_owned();
        let text = fs::read_to_string(&path).expect("the file");
        let method = "hotline.scoring.v1.PolicyService/SetPolicy";
        let command = Command {
            words: ["grpcurl", "-plaintext", "-d", "@", &address, method]
                .map(str::to_owned)
                .into(),
            input: Some(text.clone()),
        };
        let set = By::best().run(&command).await;
        let set = set.unwrap_or_else(|problem| panic!("{name}: {problem}"));
        let set: Value = serde_json::from_str(&set).expect("JSON");
        let given: Value = serde_json::from_str(&text).expect("JSON");
        assert!(contains(&set, &given["policy"]), "{name}: {set}");
        assert!(
            page.contains(&format!("(policies/{name})")),
            "{name} is not on the page"
        );
        names.push(name);
    }
    assert_eq!(
        names.len(),
        page.matches("](policies/").count(),
        "{names:?}"
    );
}

/// Whether an answer has everything that was given.
fn contains(answer: &Value, given: &Value) -> bool {
    match (answer, given) {
        (Value::Object(answer), Value::Object(given)) => given.iter().all(|(key, given)| {
            let is_usual = given == 0;
            answer
                .get(key)
                .map_or(is_usual, |answer| contains(answer, given))
        }),
        (Value::Array(answer), Value::Array(given)) => {
            answer.len() == given.len()
                && answer
                    .iter()
                    .zip(given)
                    .all(|(answer, given)| contains(answer, given))
        }
        (answer, given) => answer == given,
    }
}
