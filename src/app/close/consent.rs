//! What would be sealed, clause by clause, and the question whether it shall be: nothing of it can be taken back.

use std::io::IsTerminal;

use crate::app::console::is_agreed;
use crate::issue::{Code, Issue};
use crate::model::evidence::WhyNot;
use crate::model::words::LogKind;
use crate::scorecard::card::Judged;
use crate::texts::disputes::Outcome;
use crate::texts::format;
use crate::texts::names::symbol;
use crate::texts::story::Story;

use super::super::command::CloseArgs;
use super::super::console::Console;
use super::super::failure::{Exit, Failure};

/// Changes of the agreement told one by one.
const MOST_AMENDED: usize = 6;

/// Shows what would be sealed and asks for it, unless consent was given on the command line.
/// Where nobody can be asked it is refused, and consent given beforehand is none to exports that nobody has seen to be wrong. Gives the
/// doubts about the exports that whoever consented insisted against.
pub fn ask(console: Console, story: &Story, asked: &CloseArgs) -> Result<Vec<Issue>, Failure> {
    let doubts = doubts(story);
    let told: Vec<String> = doubts.iter().map(|doubt| story.issue(doubt)).collect();
    let mut lines = lines(story);
    let marked: Vec<String> = told.iter().map(|doubt| format!("  ! {doubt}")).collect();
    lines.splice(1..1, marked);
    if asked.yes {
        lines.iter().for_each(|line| console.note(line));
        if doubts.is_empty() || asked.confirm_exports {
            return Ok(doubts);
        }
        let values = [("doubts", &*told.join(" "))];
        return Err(Failure::new(Exit::Data, story.texts.phrase("close.doubtful", &values)));
    }
    lines.iter().for_each(|line| console.answer(line));
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(Exit::Usage, story.texts.word("close.nobody-to-ask")));
    }
    if is_agreed(&console.ask(story.texts.word("close.question"))) {
        return Ok(doubts);
    }
    Err(Failure::new(Exit::Other, story.texts.word("close.not-agreed")))
}

/// What makes the exports doubtful: leads that the period's last report counted are gone, or a table that numbers rest on has nothing
/// from shortly before the period's end on.
fn doubts(story: &Story) -> Vec<Issue> {
    let is_old = |issue: &Issue| {
        story.card.stale.iter().any(|old| issue.values.contains(&("source", old.source.clone())))
    };
    let is_doubt = |issue: &&Issue| {
        issue.code == Code::Vanished || (issue.code == Code::Stale && is_old(issue))
    };
    story.issues.iter().filter(is_doubt).cloned().collect()
}

fn lines(story: &Story) -> Vec<String> {
    let texts = story.texts;
    let head = texts.phrase(
        "close.shown",
        &[
            ("period", &story.period()),
            ("name", &story.agreement.name),
            ("until", &story.cut_off()),
        ],
    );
    let clauses =
        story.card.commitments.iter().map(|judged| format!("  {}", clause(story, judged)));
    let goal = story.texts.word("workbook.statement-objective");
    let wants = story.objective_outcome();
    let wants = wants.into_iter().map(|(name, told)| format!("  {goal}: {name} {told}"));
    let contests = story.disputes();
    let open = contests.iter().filter(|contest| contest.outcome == Outcome::Open).count();
    let period = &story.card.period;
    let decided = story.book.log().iter().filter(|entry| {
        entry.kind == LogKind::Decision && (period.start..period.end).contains(&entry.at.at())
    });
    let beside = [
        ("close.shown-exemptions", story.book.exemptions().len()),
        ("close.shown-contests", open),
        ("close.shown-decisions", decided.count()),
    ];
    let beside = beside
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| format!("  {}", texts.count(key, count as u64, &[])));
    std::iter::once(head)
        .chain(wants)
        .chain(clauses)
        .chain(absent(story))
        .chain(story.amended(MOST_AMENDED).into_iter().map(|line| format!("  {line}")))
        .chain(beside)
        .chain([texts.word("close.shown-end").to_owned()])
        .collect()
}

/// `■ não cumprido: 1ª tentativa em 1 h útil: 81,2%, acordado 90%`; what was not assessed says why, and what is seen in part which part is not.
fn clause(story: &Story, judged: &Judged) -> String {
    let texts = story.texts;
    let result = story.sealed_as(judged);
    // That no target was agreed is the result itself.
    let why = story.why_not(judged).filter(|_| judged.why_not != Some(WhyNot::Measured));
    let why = why.map_or_else(String::new, |why| format!(" ({why})"));
    let values = [
        ("commitment", story.commitment(judged)),
        ("actual", story.actual(judged)),
        ("target", story.target(judged)),
    ];
    let [commitment, actual, target] = values.each_ref().map(|(name, value)| (*name, &**value));
    let key = if judged.is_measured { "close.shown-measured" } else { "close.shown-clause" };
    let said = texts.phrase(key, &[commitment, actual, target]);
    let part = |why: String| format!(" ({})", texts.phrase("evidence.in-part", &[("why", &why)]));
    let part = story.in_part(judged).map_or_else(String::new, part);
    format!("{} {result}{why}: {said}{}", symbol(judged.status), part)
}

/// Promises of the agreement that were not in force in the period: a statement says nothing of them.
fn absent(story: &Story) -> Option<String> {
    let is_judged = |id: &str| story.card.commitments.iter().any(|judged| judged.id == id);
    let promises = &story.agreement.commitments;
    let mut told: Vec<String> = promises
        .iter()
        .filter(|promise| !is_judged(&promise.id))
        .filter_map(|promise| {
            Some(format!(
                "{} ({})",
                promise.id,
                format::date(story.texts.language, promise.in_force.from?)
            ))
        })
        .collect();
    told.dedup();
    (!told.is_empty()).then(|| {
        let promises = told.join(", ");
        format!("  {}", story.texts.phrase("close.shown-absent", &[("promises", &promises)]))
    })
}

#[cfg(test)]
mod tests {
    use super::is_agreed;

    #[test]
    fn only_a_clear_yes_agrees() {
        for (answer, wanted) in [
            ("s\n", true),
            (" Sim\r\n", true),
            ("YES\n", true),
            ("y", true),
            ("", false),
            ("\n", false),
            ("n", false),
            ("talvez", false),
        ] {
            assert_eq!(is_agreed(answer), wanted, "{answer:?}");
        }
    }
}
