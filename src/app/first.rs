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
use super::draft::Pen;
use super::failure::{Exit, Failure};

/// Questions that a person is asked; what is left is to be decided in the agreement.
const MOST: usize = 7;
/// Times that a question is asked whose answer cannot be understood; then it is left to be decided.
const TRIES: usize = 3;
/// Keys that have a question besides words.
const KEYS: [&str; 8] =
    ["hand-off", "dates", "year", "sales", "letters", MAIL, "allowance", "hours"];
/// The question of how the letters go: to a folder, or by a server.
const MAIL: &str = "mail";
/// In the place of what is not repeated of an answer.
const HIDDEN: &str = "•••";
/// Where the password of a server is: it is never asked for.
const PASSWORD: &str = "ACORDO_SMTP_PASSWORD";
/// Questions whose line stands as is custom until somebody answers: the key, the question, and what a workbook says of the line.
const ALLOWANCE: [&str; 3] = ["allowance", "ask-allowance", "put-allowance"];
const HOURS: [&str; 3] = ["hours", "ask-hours", "put-hours"];
/// An address that leads nowhere: letters to the teams wait while their addresses are to be decided.
const NOBODY: &str = "operator@example.invalid";
/// Who letters are from that no server sends.
const SENDER: &str = "acordo@example.invalid";

/// A question with the answer that the data or custom suggest; empty where they suggest none.
pub struct Question {
    /// The key of its answer: one of the fixed ones, else a word of the exports.
    pub key: String,
    /// The question in words.
    pub text: String,
    /// What an empty answer stands for.
    pub likely: String,
    /// What may be answered, in words.
    pub expects: String,
}

/// Says that an agreement with these answers cannot be understood, and what was probably meant (empty where nothing is near).
pub type Refusal<'a> = dyn Fn(&Answers) -> Option<String> + 'a;

/// Somebody at a terminal: what is asked, and what is said.
pub struct Person<'a> {
    /// Puts a question and gives the line answered.
    pub ask: &'a dyn Fn(&str) -> String,
    /// Says something.
    pub say: &'a dyn Fn(&str),
}

/// Answers by the key of their question.
#[derive(Clone, Default)]
pub struct Answers(BTreeMap<String, String>);

impl Answers {
    /// Those of the command line, `KEY=VALUE` each.
    pub fn of(texts: &Texts, given: &[String]) -> Result<Self, Failure> {
        let one = |text: &String| {
            let (key, value) = text.split_once('=').ok_or_else(|| unknown(texts, text, &[]))?;
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        };
        given.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// Keys as the questions have them, in whatever case they were written.
    pub fn known(self, words: &[String]) -> Self {
        let keys = || KEYS.into_iter().chain(words.iter().map(String::as_str));
        let known = |key: String| {
            let own = keys().find(|own| fold(own) == fold(&key));
            own.filter(|_| !keys().any(|own| own == key)).map_or(key, str::to_owned)
        };
        Self(self.0.into_iter().map(|(key, value)| (known(key), value)).collect())
    }

    /// Refuses an answer to a question that nobody asks, and one that the agreement does not understand. Gives those that these exports do not ask for.
    pub fn check(
        &self,
        texts: &Texts,
        questions: &[Question],
        refused: &Refusal<'_>,
    ) -> Result<Vec<String>, Failure> {
        let mut unused = Vec::new();
        for (key, value) in &self.0 {
            let given = format!("{key}={value}");
            let question = questions.iter().find(|own| own.key == *key);
            if !KEYS.contains(&key.as_str()) && question.is_none() {
                return Err(unknown(texts, &given, questions));
            }
            if let Some(hint) = refused(&Self::one(key, value)) {
                let why = question.map_or(hint.clone(), |own| own.refusal(texts, value, &hint));
                let shown = shown(key, value);
                return Err(Failure::new(Exit::Usage, format!("--answer {key}={shown}: {why}")));
            }
            unused.extend(question.is_none().then_some(given));
        }
        Ok(unused)
    }

    fn one(key: &str, value: &str) -> Self {
        Self(BTreeMap::from([(key.to_owned(), value.to_owned())]))
    }

    /// Why the answer about dates is none of the orders there are. A draft whose dates nobody doubts does not hold it, and so cannot tell.
    pub fn bad_dates(&self, texts: &Texts) -> Option<String> {
        let orders = config::DATE_ORDERS.map(|(word, _)| word);
        let said = self.get("dates")?;
        let is_known = orders.iter().any(|order| config::means(said, order));
        let values = [("found", said), ("expected", &orders.join(", "))];
        (!is_known).then(|| texts.phrase("draft.not-understood", &values))
    }

    /// The answer to a question; nothing where nobody answered.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str).filter(|answer| !answer.is_empty())
    }

    /// Asks a person what is not answered yet. An empty line takes the answer shown.
    pub fn ask(
        &mut self,
        (person, texts): (&Person, &Texts),
        questions: &[Question],
        refused: &Refusal<'_>,
    ) {
        (person.say)(texts.word("draft.ask"));
        let mut asked = 0;
        for question in questions {
            if self.0.contains_key(&question.key) || self.is_moot(question) || asked == MOST {
                continue;
            }
            asked += 1;
            let understood = |said: String| match refused(&Self::one(&question.key, &said)) {
                None => Some(said),
                Some(hint) => {
                    (person.say)(&question.refusal(texts, &said, &hint));
                    None
                }
            };
            let answer = (0..TRIES).find_map(|_| understood(question.put(person, texts)));
            if answer.is_none() {
                (person.say)(texts.word(question.left()));
            }
            self.0.insert(question.key.clone(), answer.unwrap_or_default());
        }
    }

    /// A line for each question that nobody was asked and that has no answer, with the option that answers it; none where all are answered.
    pub fn left(&self, texts: &Texts, questions: &[Question]) -> Vec<String> {
        let is_open = |own: &&Question| !self.0.contains_key(&own.key) && !self.is_moot(own);
        let option = |own: &Question| {
            let name = if own.key.contains(' ') {
                format!("\"{}=…\"", own.key)
            } else {
                format!("{}=…", own.key)
            };
            let (text, likely) = (own.text.as_str(), own.likely.as_str());
            let key = if likely.is_empty() { "draft.left-question" } else { "draft.left-likely" };
            texts.phrase(key, &[("option", &name), ("question", text), ("likely", likely)])
        };
        let lines: Vec<String> = questions.iter().filter(is_open).map(option).collect();
        let head = (!lines.is_empty()).then(|| texts.word("draft.left-head").to_owned());
        head.into_iter().chain(lines).collect()
    }

    /// How letters go that nobody gets is not asked.
    fn is_moot(&self, question: &Question) -> bool {
        question.key == MAIL && self.get("letters").is_none()
    }

    /// The server that sends the letters, its port and who signs in; nothing while they are written to a folder. What is no name of a server is left
    /// to the reader of the agreement to refuse.
    fn server(&self) -> Option<(String, Option<&str>, Option<&str>)> {
        let said = self.get(MAIL).filter(|said| !is_said(said, "draft.mail-folder"))?;
        let (server, user) =
            said.split_once(' ').map_or((said, None), |(server, user)| (server, Some(user.trim())));
        let (host, port) =
            server.split_once(':').map_or((server, None), |(host, port)| (host, Some(port)));
        let is_host = host.contains('.') || host == "localhost";
        let is_user = user.is_none_or(|user| !user.contains(char::is_whitespace));
        let host = if is_host && is_user { host.to_owned() } else { String::new() };
        Some((host, port, user))
    }

    /// The sales agreed for a period; nothing while they are only measured.
    pub fn sales(&self) -> Option<&str> {
        self.get("sales").filter(|said| !is_said(said, "draft.measure"))
    }

    /// The address of a part of the answer about letters: marketing, sales, whoever keeps the agreement. One alone is that of all three.
    fn address(&self, part: usize) -> Option<&str> {
        let all: Vec<&str> = self.get("letters")?.split([';', ',']).map(str::trim).collect();
        let part = if all.len() == 1 { 0 } else { part };
        all.get(part).copied().filter(|address| !address.is_empty())
    }
}

/// True of the words of a text, in either language.
fn is_said(said: &str, text: &str) -> bool {
    Language::ALL.iter().any(|own| fold(Texts::of(*own).word(text)) == fold(said))
}

/// An answer as it is repeated: of one about the server what stands behind the user may be a password.
fn shown(key: &str, value: &str) -> String {
    let mut words = value.split_whitespace();
    let first = words.by_ref().take(2).collect::<Vec<_>>().join(" ");
    if key == MAIL && words.next().is_some() {
        format!("{first} {HIDDEN}")
    } else {
        value.to_owned()
    }
}

/// Somebody who can be asked: a terminal that is not told to be quiet.
pub fn is_there(console: Console) -> bool {
    std::io::stdin().is_terminal() && !console.is_quiet
}

impl Question {
    /// Puts it to a person: the answer, or the likely one for an empty line.
    fn put(&self, person: &Person, texts: &Texts) -> String {
        let values = [("question", self.text.as_str()), ("likely", self.likely.as_str())];
        let shown = match self.likely.as_str() {
            "" => self.text.clone(),
            _ => texts.phrase("draft.ask-one", &values),
        };
        let said = (person.ask)(&shown);
        if said.trim().is_empty() { self.likely.clone() } else { said.trim().to_owned() }
    }

    /// That an answer is not understood, and what would be.
    fn refusal(&self, texts: &Texts, found: &str, hint: &str) -> String {
        let found = shown(&self.key, found);
        let values = [("found", found.as_str()), ("expected", self.expects.as_str())];
        let told = texts.phrase("draft.not-understood", &values);
        // What is hidden of an answer may stand in what it is likened to.
        let is_hidden = found.ends_with(HIDDEN);
        if hint.is_empty() || told == hint || is_hidden { told } else { format!("{told} {hint}") }
    }

    /// What becomes of it without an answer.
    fn left(&self) -> &'static str {
        match self.key.as_str() {
            "sales" => "draft.left-measured",
            MAIL => "draft.left-folder",
            _ => "draft.left-open",
        }
    }
}

/// The refusal of a `KEY=VALUE` whose key no question has.
fn unknown(texts: &Texts, given: &str, questions: &[Question]) -> Failure {
    let is_word = |own: &&Question| !KEYS.contains(&own.key.as_str());
    let mut words: Vec<String> =
        questions.iter().filter(is_word).map(|own| format!("“{}”", own.key)).collect();
    if words.is_empty() {
        words.push(texts.word("draft.ask-word-key").to_owned());
    }
    let allowed = format!("{}, {}", KEYS.join(", "), words.join(", "));
    let values = [("option", "--answer"), ("found", given), ("allowed", allowed.as_str())];
    Failure::new(Exit::Usage, texts.phrase("app.bad-option", &values))
}

/// A fixed word of the agreement as a person of this language says it; the agreement understands both.
pub fn spoken(texts: &Texts, word: &str) -> String {
    let own = config::spoken(word).first().filter(|_| texts.language == Language::PtBr);
    own.map_or(word, String::as_str).to_owned()
}

/// The questions that every first agreement asks: the goal, who gets letters and how they go, the hours, and the allowance where attempts can be seen.
pub fn usual(texts: &Texts, sees_attempts: bool) -> Vec<Question> {
    let one = |key: &str, likely: &str| Question {
        key: key.to_owned(),
        text: texts.word(&format!("draft.ask-{key}")).to_owned(),
        likely: likely.to_owned(),
        expects: texts.word(&format!("draft.expects-{key}")).to_owned(),
    };
    let mut usual = vec![one("sales", texts.word("draft.measure")), one("letters", "")];
    usual.push(one(MAIL, texts.word("draft.mail-folder")));
    usual.extend(sees_attempts.then(|| one("allowance", "1h")));
    usual.push(one("hours", "09:00-12:00 13:00-18:00"));
    usual
}

/// The starter's lines without the numbers that nobody agreed on: as answered, else measured only or to be decided.
pub fn settled(pen: Pen, text: &str) -> String {
    let Pen { answers, .. } = pen;
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
            // What the words mean, and who does what, nobody has said: the examples stay examples. Nobody agreed on a rate either, and few first
            // exports are long enough to tell one.
            ("[definitions", "mql" | "sql") | ("[objective", "leads-per-sale" | "acceptance") => {
                out.push(format!("# {line}"));
            }
            ("[[role", _) if !key.is_empty() && !key.starts_with('#') => {
                out.push(format!("# {line}"));
            }
            ("[[commitment", "target") => {
                // Only the goal was answered: how many leads it needs, nobody agreed on.
                let is_kept = metric.contains("\"sales-won\"") && answers.sales().is_some();
                out.extend(is_kept.then(|| line.to_owned()));
            }
            ("[[commitment", "within") if is_first => {
                out.extend(decided(pen, (ALLOWANCE, line), &|said| {
                    Value::String(said.to_owned()).to_string()
                }));
            }
            ("[working-time", "weekdays") => {
                out.extend(decided(pen, (HOURS, line), &|said| {
                    let spans = config::spans(said).unwrap_or_else(|| vec![said.to_owned()]);
                    Value::Array(spans.into_iter().map(Value::String).collect()).to_string()
                }));
            }
            ("[mail", "from") => out.extend(sender(pen)),
            ("[mail.deliver", "folder") => out.extend(carrier(pen, line)),
            ("[mail", _) if !key.starts_with('#') => out.extend(mail(pen, (key, line))),
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
    pen: Pen,
    ([key, ask, put], line): ([&str; 3], &str),
    value: &dyn Fn(&str) -> String,
) -> Vec<String> {
    if let Some(said) = pen.answers.get(key) {
        let (name, _) = line.split_once('=').unwrap_or((line, ""));
        return vec![format!("{name}= {}", value(said))];
    }
    let asked = vec![("question", pen.texts.word(&format!("draft.{ask}")).to_owned())];
    let mut question = if pen.is_book { pen.decide(put, &asked) } else { pen.decide(ask, &[]) };
    question.push(line.to_owned());
    question
}

/// Who the letters are from: by a server whoever signs in there or keeps the agreement, else an address that leads nowhere.
fn sender(pen: Pen) -> Vec<String> {
    let line = |address: &str| format!("from      = {}", quoted(&format!("Acordo <{address}>")));
    let Some((_, _, user)) = pen.answers.server() else { return vec![line(SENDER)] };
    let own = user.filter(|user| user.contains('@')).or_else(|| pen.answers.address(2));
    own.map_or_else(
        || [pen.decide("ask-from", &[]), vec![line(SENDER)]].concat(),
        |address| vec![line(address)],
    )
}

/// How the letters go: the folder as it stands, or the server that was answered. Its password is in a variable.
fn carrier(pen: Pen, line: &str) -> Vec<String> {
    let Some((host, port, user)) = pen.answers.server() else { return vec![line.to_owned()] };
    let number =
        |port: &str| port.parse().map_or_else(|_| quoted(port), |port: i64| port.to_string());
    let account = |user: &str| {
        [format!("user = {}", quoted(user)), format!("password-env = {}", quoted(PASSWORD))]
    };
    [format!("smtp = {}", quoted(&host))]
        .into_iter()
        .chain(port.map(|port| format!("port = {}", number(port))))
        .chain(user.map(account).into_iter().flatten())
        .collect()
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// A line of the letters: nobody is written to whom nobody named.
fn mail(Pen { texts, answers, .. }: Pen, (key, line): (&str, &str)) -> Option<String> {
    let own = |address: &str| Value::Array(vec![Value::String(address.to_owned())]).to_string();
    let asked = |question: &str| {
        let question = texts.word(question);
        Value::String(format!("{}: {question}", config::mark(texts.language))).to_string()
    };
    let to = |part: usize| answers.address(part).map(own);
    let team = |part: usize| to(part).unwrap_or_else(|| asked("draft.ask-letters"));
    Some(match key {
        "reply-to" => {
            format!("reply-to  = {}", Value::String(answers.address(2)?.to_owned()))
        }
        "marketing" => format!("marketing = {}", team(0)),
        "sales" => format!("sales     = {}", team(1)),
        "operator" => {
            let nobody = || {
                answers.get("letters").map_or_else(|| own(NOBODY), |_| asked("draft.ask-operator"))
            };
            format!("operator  = {}", to(2).unwrap_or_else(nobody))
        }
        "both" | "allowed-domains" => return None,
        _ => line.to_owned(),
    })
}

#[cfg(test)]
mod tests;
