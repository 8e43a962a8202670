//! The questions as a person at a terminal is put them.

use std::cell::RefCell;
use std::collections::VecDeque;

use super::{Answers, Person, Question};
use crate::model::agreement::Language;
use crate::texts::Texts;

fn question(key: &str, likely: &str) -> Question {
    Question {
        key: key.to_owned(),
        text: format!("{key}?"),
        likely: likely.to_owned(),
        expects: "this or that".to_owned(),
    }
}

/// Puts the questions to somebody who types these lines and is understood where one says `good`; what was said to them, and the answers.
fn asked(language: Language, lines: &[&str]) -> (Vec<String>, Answers) {
    let texts = Texts::of(language);
    let typed = RefCell::new(lines.iter().copied().collect::<VecDeque<_>>());
    let said = RefCell::new(Vec::new());
    let person = Person {
        ask: &|_| typed.borrow_mut().pop_front().unwrap_or_default().to_owned(),
        say: &|text| said.borrow_mut().push(text.to_owned()),
    };
    let refused = |answers: &Answers| {
        let is_bad = answers.0.values().any(|said| said.starts_with("bad"));
        is_bad.then(String::new)
    };
    let questions = [question("hours", "good"), question("sales", ""), question("Novo", "")];
    let mut answers = Answers::default();
    answers.ask((&person, &texts), &questions, &refused);
    (said.into_inner(), answers)
}

/// An answer meant for one question never falls to the next without a word.
#[test]
fn a_question_that_is_given_up_is_said_to_stay_open() {
    for (language, again, open, measured) in [
        (
            Language::PtBr,
            "Não entendi “bad 2”. Responda: this or that.",
            "Fica por decidir",
            "ficam só medidas",
        ),
        (
            Language::En,
            "“bad 2” is not understood. Answer: this or that.",
            "left to be decided",
            "only measured",
        ),
    ] {
        for (lines, given_up, answer) in [
            (["bad 1", "bad 2", "bad 3", "good", "good"], vec![open], None),
            (["bad 1", "bad 2", "good", "good", "good"], vec![], Some("good")),
            (["bad 1", "bad 2", "", "good", "good"], vec![], Some("good")),
            (["good", "bad 2", "bad 2", "bad 2", "good"], vec![measured], Some("good")),
            (["bad 1", "bad 2", "bad 3", "good", "bad 4"], vec![open], None),
        ] {
            let (said, answers) = asked(language, &lines);
            assert!(said.iter().any(|line| line == again), "{lines:?}: {said:?}");
            let left = said.iter().filter(|line| line.contains(open) || line.contains(measured));
            let left: Vec<&String> = left.collect();
            assert_eq!(left.len(), given_up.len(), "{lines:?}: {said:?}");
            assert!(left.iter().zip(given_up).all(|(line, own)| line.contains(own)), "{said:?}");
            assert_eq!(answers.get("hours"), answer, "{lines:?}");
        }
    }
}

/// What is left of a question that was given up is what really becomes of it; those that nobody was asked are told with their option.
#[test]
fn questions_that_are_left_are_told_as_they_are() {
    for (language, folder, option) in [
        (Language::PtBr, "numa pasta", "--answer \"Em reunião=…\""),
        (Language::En, "into a folder", "--answer hours=…"),
    ] {
        let texts = Texts::of(language);
        assert!(texts.word(question("mail", "folder").left()).contains(folder));
        let questions = [
            question("letters", ""),
            question("mail", "folder"),
            question("hours", "9"),
            question("Em reunião", ""),
        ];
        let answers = Answers::one("letters", "");
        let lines = answers.left(&texts, &questions);
        // Letters are answered with nobody, so that how they go is no question.
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines.iter().any(|line| line.contains(option)), "{lines:?}");
        assert!(Answers::one("hours", "9").left(&texts, &questions[2..3]).is_empty());
    }
}

/// One address is everybody's; of two, nobody is made the keeper of the agreement.
#[test]
fn an_address_goes_to_whom_it_was_given_for() {
    for (letters, wanted) in [
        ("a@x.com", [Some("a@x.com"), Some("a@x.com"), Some("a@x.com")]),
        ("a@x.com; b@x.com", [Some("a@x.com"), Some("b@x.com"), None]),
        ("a@x.com,b@x.com,c@x.com", [Some("a@x.com"), Some("b@x.com"), Some("c@x.com")]),
        ("a@x.com;;c@x.com", [Some("a@x.com"), None, Some("c@x.com")]),
        ("a@x.com;", [Some("a@x.com"), None, None]),
    ] {
        let answers = Answers::one("letters", letters);
        assert_eq!([0, 1, 2].map(|part| answers.address(part)), wanted, "{letters}");
    }
}

/// How letters go that nobody gets is not asked; a fixed number of questions is asked at most.
#[test]
fn how_letters_go_is_asked_of_whom_gets_some() {
    let texts = Texts::of(Language::En);
    for (typed, wanted) in [("", 6), ("ana@x.com", 7)] {
        let asked = RefCell::new(Vec::new());
        let person = Person {
            ask: &|question| {
                asked.borrow_mut().push(question.to_owned());
                if question.starts_with("letters") { typed.to_owned() } else { String::new() }
            },
            say: &|_| {},
        };
        let keys = ["letters", "mail", "a", "b", "c", "d", "e"];
        let questions = keys.map(|key| question(key, ""));
        let mut answers = Answers::default();
        answers.ask((&person, &texts), &questions, &|_| None);
        assert_eq!(asked.borrow().len(), wanted, "{typed}");
        let more = ["letters", "mail", "a", "b", "c", "d", "e", "f", "g"];
        asked.borrow_mut().clear();
        let mut answers = Answers::default();
        answers.ask((&person, &texts), &more.map(|key| question(key, "")), &|_| None);
        assert_eq!(asked.borrow().len(), 7);
    }
}
