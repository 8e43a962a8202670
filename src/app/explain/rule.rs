//! The rule that gave a commitment its status, with its numbers (`DEFINITIONS.md` §7).

use crate::model::evidence::WhyNot;
use crate::model::words::Status;
use crate::scorecard::card::{Judged, Kind};
use crate::scorecard::judge::RISK_FLOOR;
use crate::texts::format;
use crate::texts::names::Exactness;
use crate::texts::story::Story;

/// `72% ≥ 90% − 5 pontos? … → ■ fora do acordo`.
pub fn sentence(story: &Story, judged: &Judged) -> String {
    let status = story.status_of(judged);
    let sample = story.version_of(judged).map(|version| version.min_sample).unwrap_or_default();
    let sample = format::whole(story.texts.language, sample);
    if judged.status == Status::NotAssessed {
        let key = match judged.why_not {
            Some(WhyNot::TooFew) => "explain.rule-too-few",
            Some(WhyNot::NoTarget) => "explain.rule-no-target",
            Some(WhyNot::Measured) if story.is_unshown() => "explain.rule-unshown",
            Some(WhyNot::Measured) => "explain.rule-measured",
            Some(WhyNot::Unseen(_)) => "explain.rule-no-data",
            Some(WhyNot::Open) => "explain.rule-open",
            Some(WhyNot::TooEarly) | None => "explain.rule-too-early",
        };
        let why = story.why_not(judged).unwrap_or_default();
        let values = [("status", status.as_str()), ("sample", &sample), ("why", &why)];
        return story.texts.phrase(key, &values);
    }
    let is_over = matches!(judged.status, Status::Met | Status::Missed);
    let actual =
        judged.numbers.actual.map_or_else(String::new, |actual| shown(story, judged, actual));
    let within_reach = judged.due_by_now().filter(|_| is_over && judged.kind == Kind::Level);
    let bounds = bounds(story, judged);
    if let Some(ends) = judged.ends() {
        let said = story.between("explain.rule-ends", judged, ends);
        return format!("{said} → {status}");
    }
    let key = match (judged.kind, is_over) {
        (Kind::Conversion, true) => "explain.rule-over-interval",
        (_, true) if within_reach.is_some() => "explain.rule-over-within-reach",
        (_, true) => "explain.rule-over",
        (Kind::Conversion, false) => "explain.rule-interval",
        (kind, false) if kind.is_share() => "explain.rule-share",
        (Kind::Level, false) if judged.lower_is_better => "explain.rule-lower",
        _ => "explain.rule-pace",
    };
    let target = story.target(judged);
    let within_reach = within_reach.map_or_else(String::new, |due| shown(story, judged, due));
    let values = [
        ("actual", actual.as_str()),
        ("target", &target),
        ("status", &status),
        ("possible", &within_reach),
    ];
    let all: Vec<(&str, &str)> = values
        .into_iter()
        .chain(bounds.iter().map(|(name, value)| (*name, value.as_str())))
        .collect();
    story.texts.phrase(key, &all)
}

/// The limits of the status as values of a sentence: from where *near* begins, the pace reached.
fn bounds(story: &Story, judged: &Judged) -> Vec<(&'static str, String)> {
    let language = story.texts.language;
    let tolerance = story.version_of(judged).map_or(0.05, |version| version.tolerance);
    let slack = if judged.lower_is_better { tolerance } else { -tolerance };
    let near = judged.target.map_or(0.0, |target| target + slack);
    let pace = judged
        .pace
        .map_or(0.0, |pace| if judged.lower_is_better && pace > 0.0 { 1.0 / pace } else { pace });
    vec![
        (
            "near",
            format!(
                "{}{}",
                if judged.lower_is_better { "≤ " } else { "≥ " },
                format::short_share(language, near)
            ),
        ),
        ("pace", format::share(language, pace, 1)),
        ("good", format::short_share(language, 1.0 - tolerance)),
        ("risk", format::short_share(language, RISK_FLOOR)),
        (
            "high",
            judged
                .numbers
                .interval
                .map_or_else(String::new, |interval| format::share(language, interval.high, 1)),
        ),
    ]
}

/// A value of a commitment as the line of its numbers shows it.
pub fn shown(story: &Story, judged: &Judged, value: f64) -> String {
    story.value(judged, value, Exactness::Counted)
}
