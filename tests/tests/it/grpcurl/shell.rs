//! Just enough of the shell to read the commands of a document.

/// A command: its words, and what a here-document gives it to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) words: Vec<String>,
    pub(crate) input: Option<String>,
}

/// The commands of every code block marked `sh`.
pub(crate) fn commands(markdown: &str) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut block: Option<String> = None;
    for line in markdown.lines() {
        match (&mut block, line.trim_end()) {
            (None, "```sh") => block = Some(String::new()),
            (Some(text), "```") => {
                commands.extend(block_commands(text));
                block = None;
            }
            (Some(text), line) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, _) => {}
        }
    }
    commands
}

fn block_commands(block: &str) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut rest = block;
    while !rest.is_empty() {
        let (words, after) = words(rest);
        rest = after;
        if let Some(command) = command(words, &mut rest) {
            commands.push(command);
        }
    }
    commands
}

fn command(mut words: Vec<String>, rest: &mut &str) -> Option<Command> {
    let mark = words.iter().position(|word| word.starts_with("<<"));
    let input = mark.map(|mark| {
        let end = words.remove(mark).trim_start_matches('<').to_owned();
        let (text, after) = rest
            .split_once(&format!("{end}\n"))
            .unwrap_or_else(|| panic!("the here-document {end} has no end"));
        *rest = after;
        text.to_owned()
    });
    (!words.is_empty()).then_some(Command { words, input })
}

/// The words up to the end of the line, and what comes after it.
fn words(text: &str) -> (Vec<String>, &str) {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = text.char_indices();
    let mut quote = None;
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some(open), character) if character == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => match characters.next() {
                Some((_, '\n')) | None => {}
                Some((_, escaped)) => word.get_or_insert_default().push(escaped),
            },
            (None, '#') if word.is_none() => {
                let end = text[at..]
                    .find('\n')
                    .map_or(text.len(), |length| at + length + 1);
                return (words, &text[end..]);
            }
            (None, '\n') => {
                words.extend(word);
                return (words, &text[at + 1..]);
            }
            (None, ' ' | '\t') => words.extend(word.take()),
            (_, character) => word.get_or_insert_default().push(character),
        }
    }
    assert!(quote.is_none(), "a quotation is not closed");
    words.extend(word);
    (words, "")
}

#[test]
fn commands_are_read_as_a_shell_reads_them() {
    let found = commands(
        "text\n\
         ```sh\n\
         grpcurl -d '{\"a\": \"b # c\"}' \\\n  127.0.0.1:1 X/Y   # a comment\n\
         \n\
         # another\n\
         grpcurl -d @ 127.0.0.1:1 X/Z <<'END'\n\
         {\"one\": 1}\n\
         {\"two\": 2}\n\
         END\n\
         make \"two words\"\n\
         ```\n\
         ```text\nnot this\n```\n",
    );
    let command = |words: &[&str], input: Option<&str>| Command {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        input: input.map(ToOwned::to_owned),
    };
    assert_eq!(
        found,
        [
            command(
                &["grpcurl", "-d", "{\"a\": \"b # c\"}", "127.0.0.1:1", "X/Y"],
                None
            ),
            command(
                &["grpcurl", "-d", "@", "127.0.0.1:1", "X/Z"],
                Some("{\"one\": 1}\n{\"two\": 2}\n"),
            ),
            command(&["make", "two words"], None),
        ]
    );
}
