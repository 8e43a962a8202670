//! What a first agreement asks: at most seven questions, each with the likely answer from the data. Answered on a terminal or with `--answer`; what
//! nobody answers is only measured, or stands there to be decided.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use toml::Value;

use crate::config;
use crate::model::agreement::Language;
use crate::model::fold::fold;
use crate::texts::Texts;

use super::console::Console;
use super::failure::{Exit, Failure};

/// Questions that a person is asked; what is left is to be decided in the agreement.
const MOST: usize = 7;
/// Times that a question is asked whose answer cannot be understood; then it is left to be decided.
const TRIES: usize = 3;
/// Keys that have a question besides words.
const KEYS: [&str; 7] = ["hand-off", "dates", "year", "sales", "letters", "allowance", "hours"];
/// An address that leads nowhere.
const NOBODY: &str = "operator@example.invalid";

/// A question with the answer that the data or custom suggest; empty where they suggest none.
pub struct Question {
    /// The key of its answer: one of the fixed ones, else a word of the exports.
    pub key: String,
    /// The question in words.
    pub text: String,
    /// What an empty answer stands for.
    pub likely: String,
}

/// Why an agreement with these answers cannot be understood; nothing where it can.
pub type Refusal<'a> = dyn Fn(&Answers) -> Option<String> + 'a;

/// Answers by the key of their question.
#[derive(Default)]
pub struct Answers(BTreeMap<String, String>);

impl Answers {
    /// Those of the command line, `KEY=VALUE` each.
    pub fn of(texts: &Texts, given: &[String]) -> Result<Self, Failure> {
        let one = |text: &String| {
            let (key, value) = text.split_once('=').ok_or_else(|| unknown(texts, text))?;
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        };
        given.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// Refuses an answer to a question that nobody asks, and one that the agreement does not understand.
    pub fn check(
        &self,
        texts: &Texts,
        questions: &[Question],
        refused: &Refusal<'_>,
    ) -> Result<(), Failure> {
        for (key, value) in &self.0 {
            let given = format!("{key}={value}");
            if !KEYS.contains(&key.as_str()) && !questions.iter().any(|own| own.key == *key) {
                return Err(unknown(texts, &given));
            }
            if let Some(why) = refused(&Self::one(key, value)) {
                return Err(Failure::new(Exit::Usage, format!("--answer {given}: {why}")));
            }
        }
        Ok(())
    }

    fn one(key: &str, value: &str) -> Self {
        Self(BTreeMap::from([(key.to_owned(), value.to_owned())]))
    }

    /// Why the answer about dates is none of the orders there are. A draft whose dates nobody doubts does not hold it, and so cannot tell.
    pub fn bad_dates(&self, texts: &Texts) -> Option<String> {
        let orders = config::DATE_ORDERS.map(|(word, _)| word);
        let said = self.get("dates")?;
        let is_known = orders.iter().any(|order| config::means(said, order));
        let values = [("option", "dates"), ("found", said), ("allowed", &orders.join(", "))];
        (!is_known).then(|| texts.phrase("app.bad-option", &values))
    }

    /// The answer to a question; nothing where nobody answered.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str).filter(|answer| !answer.is_empty())
    }

    /// Asks what is not answered yet, where a person can be asked. An empty line takes the answer shown.
    pub fn ask(
        &mut self,
        (console, texts): (Console, &Texts),
        questions: &[Question],
        refused: &Refusal<'_>,
    ) {
        if !std::io::stdin().is_terminal() || console.is_quiet {
            return;
        }
        console.note(texts.word("draft.ask"));
        let is_open = |own: &&Question| !self.0.contains_key(&own.key);
        let open: Vec<&Question> = questions.iter().filter(is_open).take(MOST).collect();
        for question in open {
            let understood = |said: String| match refused(&Self::one(&question.key, &said)) {
                None => Some(said),
                Some(why) => {
                    console.note(&why);
                    None
                }
            };
            let answer = (0..TRIES).find_map(|_| understood(question.put(console, texts)));
            self.0.insert(question.key.clone(), answer.unwrap_or_default());
        }
    }

    /// The sales agreed for a period; nothing while they are only measured.
    fn sales(&self) -> Option<&str> {
        let is_measure = |said: &str| {
            Language::ALL
                .iter()
                .any(|own| fold(Texts::of(*own).word("draft.measure")) == fold(said))
        };
        self.get("sales").filter(|said| !is_measure(said))
    }

    /// The address of a part of the answer about letters: marketing, sales, whoever keeps the agreement.
    fn address(&self, part: usize) -> Option<&str> {
        let all: Vec<&str> = self.get("letters")?.split([';', ',']).map(str::trim).collect();
        all.get(part).or(all.last()).copied().filter(|address| !address.is_empty())
    }
}

impl Question {
    /// Puts it to a person: the answer, or the likely one for an empty line.
    fn put(&self, console: Console, texts: &Texts) -> String {
        let values = [("question", self.text.as_str()), ("likely", self.likely.as_str())];
        let shown = match self.likely.as_str() {
            "" => self.text.clone(),
            _ => texts.phrase("draft.ask-one", &values),
        };
        let said = console.ask(&shown);
        if said.trim().is_empty() { self.likely.clone() } else { said.trim().to_owned() }
    }
}

/// The refusal of a `KEY=VALUE` whose key no question has.
fn unknown(texts: &Texts, given: &str) -> Failure {
    let allowed = format!("{}, {}", KEYS.join(", "), texts.word("draft.ask-word-key"));
    let values = [("option", "--answer"), ("found", given), ("allowed", allowed.as_str())];
    Failure::new(Exit::Usage, texts.phrase("app.bad-option", &values))
}

/// A fixed word of the agreement as a person of this language says it; the agreement understands both.
pub fn spoken(texts: &Texts, word: &str) -> String {
    let own = config::spoken(word).first().filter(|_| texts.language == Language::PtBr);
    own.map_or(word, String::as_str).to_owned()
}

/// The questions that every first agreement asks: the goal, who gets letters, the hours, and the allowance where attempts can be seen.
pub fn usual(texts: &Texts, sees_attempts: bool) -> Vec<Question> {
    let one = |key: &str, likely: &str| Question {
        key: key.to_owned(),
        text: texts.word(&format!("draft.ask-{key}")).to_owned(),
        likely: likely.to_owned(),
    };
    let mut usual = vec![one("sales", texts.word("draft.measure")), one("letters", "")];
    usual.extend(sees_attempts.then(|| one("allowance", "1h")));
    usual.push(one("hours", "09:00-12:00 13:00-18:00"));
    usual
}

/// The starter's lines without the numbers that nobody agreed on: as answered, else measured only or to be decided.
pub fn settled(texts: &Texts, text: &str, answers: &Answers) -> String {
    let (mut section, mut metric) = (String::new(), String::new());
    let mut out: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with('[') {
            line.split(']').next().unwrap_or_default().clone_into(&mut section);
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        if key == "metric" {
            line.clone_into(&mut metric);
        }
        let is_first = metric.contains("\"first-attempt\"");
        match (section.as_str(), key) {
            ("[objective", "sales") => out.extend(answers.sales().map(goal)),
            // Nobody agreed on a rate, and few first exports are long enough to tell one.
            ("[objective", "leads-per-sale" | "acceptance") => out.push(format!("# {line}")),
            ("[[commitment", "target") => {
                // Only the goal was answered: how many leads it needs, nobody agreed on.
                let is_kept = metric.contains("\"sales-won\"") && answers.sales().is_some();
                out.extend(is_kept.then(|| line.to_owned()));
            }
            ("[[commitment", "within") if is_first => {
                out.extend(decided(texts, answers, ("allowance", line), &|said| {
                    Value::String(said.to_owned()).to_string()
                }));
            }
            ("[working-time", "weekdays") => {
                out.extend(decided(texts, answers, ("hours", line), &|said| {
                    let spans = said.split([' ', ';', ',']).filter(|span| !span.is_empty());
                    Value::Array(spans.map(|span| Value::String(span.to_owned())).collect())
                        .to_string()
                }));
            }
            ("[mail", _) if !key.starts_with('#') => out.extend(mail(texts, answers, (key, line))),
            _ => out.push(line.to_owned()),
        }
    }
    out.join("\n") + "\n"
}

/// The line of the goal; what is no number is left to the reader of the agreement to refuse.
fn goal(sales: &str) -> String {
    let goal = sales.parse().map_or_else(|_| Value::String(sales.to_owned()), Value::Integer);
    format!("sales          = {goal}")
}

/// A line with its answer; without one as it is, under the question.
fn decided(
    texts: &Texts,
    answers: &Answers,
    (key, line): (&str, &str),
    value: &dyn Fn(&str) -> String,
) -> Vec<String> {
    if let Some(said) = answers.get(key) {
        let (name, _) = line.split_once('=').unwrap_or((line, ""));
        return vec![format!("{name}= {}", value(said))];
    }
    let question = texts.word(&format!("draft.ask-{key}")).to_owned();
    vec![format!("# {}: {question}", config::mark(texts.language)), line.to_owned()]
}

/// A line of the letters: nobody is written to whom nobody named.
fn mail(texts: &Texts, answers: &Answers, (key, line): (&str, &str)) -> Option<String> {
    let own = |address: &str| Value::Array(vec![Value::String(address.to_owned())]).to_string();
    let asked = || {
        let question = texts.word("draft.ask-letters");
        Value::String(format!("{}: {question}", config::mark(texts.language))).to_string()
    };
    Some(match key {
        "from" => "from      = \"Acordo <acordo@example.invalid>\"".to_owned(),
        "reply-to" => {
            let to = Value::String(answers.address(2).unwrap_or(NOBODY).to_owned());
            format!("reply-to  = {to}")
        }
        "marketing" => format!("marketing = {}", answers.address(0).map_or_else(asked, own)),
        "sales" => format!("sales     = {}", answers.address(1).map_or_else(asked, own)),
        "operator" => format!("operator  = {}", own(answers.address(2).unwrap_or(NOBODY))),
        "both" | "allowed-domains" => return None,
        _ => line.to_owned(),
    })
}
