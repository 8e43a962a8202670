//! The sections that speak of the whole: `[agreement]`, `[definitions]`, `[handoff]`, `[reasons]`, `[[role]]`, versions and `where`.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::choices::means;
use super::file::At;
use super::kind::{self, Kind, Read};
use super::problem::{Problem, nearest};
use super::reader::{Table, Value};
use super::spell;
use crate::mapping::fields::{self, FieldKind};
use crate::model::agreement::{
    Allowance, Clock, Condition, DurationUnit, InForce, Language, NumberLocale, Role,
};
use crate::model::fold::{fold, fold_words};
use crate::model::money::Money;
use crate::model::words::{Category, Milestone, Table as Canonical, Team};
use crate::model::zone::Zone;

const REENTRY_DAYS: i64 = 90;
const BURST_SECONDS: i64 = 15 * 60;
const SHARED_ADDRESSES: [&str; 3] = ["contato@*", "vendas@*", "info@*"];
const REQUIRED: [&str; 3] = ["email", "phone", "company"];
const MATCH_KEYS: [&str; 3] = ["id", "email", "phone"];

/// `[agreement]` as read; what is required and missing has been reported.
pub struct General {
    /// Name of the agreement.
    pub name: String,
    /// Language of the reports.
    pub language: Language,
    /// Zone of every instant.
    pub zone: Option<Zone>,
    /// Currency code.
    pub currency: String,
    /// Locale of numbers in the exports.
    pub numbers: NumberLocale,
    /// Keys that join rows.
    pub match_keys: Vec<String>,
    /// Seconds; `None` = forever.
    pub re_entry: Option<i64>,
    /// Globs of test rows.
    pub ignore: Vec<String>,
    /// Globs of addresses that never join.
    pub shared_addresses: Vec<String>,
    /// Whose date is the hand-off.
    pub delivered_by: Option<Milestone>,
    /// Each source of leads goes by its own dates of hand-off, where it has some.
    pub own_handoffs: bool,
    /// Seconds.
    pub burst: i64,
}

/// Reads `[agreement]`.
pub fn general(top: &Table<'_>) -> Option<General> {
    let Some(table) = top.table("agreement") else {
        top.miss("agreement", "@table");
        return None;
    };
    let of_tag = || {
        Kind::word(
            "bad-value",
            Language::ALL.into_iter().map(|language| (language.tag(), language)),
        )
    };
    let handed_over = table.read("delivered-by", &delivered_by());
    let general = General {
        name: table.need("name", &kind::text()).unwrap_or_default(),
        language: table.need("language", &of_tag()).unwrap_or(Language::PtBr),
        zone: table.need("timezone", &kind::zone()),
        currency: table.read("currency", &kind::currency()).unwrap_or_else(|| "BRL".to_owned()),
        numbers: table.read("numbers", &numbers()).unwrap_or(NumberLocale::PtBr),
        match_keys: table.list("match", &match_key()).unwrap_or_else(|| owned(&MATCH_KEYS)),
        re_entry: table.read("re-entry", &re_entry()).unwrap_or(Some(REENTRY_DAYS * 86_400)),
        ignore: table.list("ignore", &kind::text()).unwrap_or_default(),
        shared_addresses: table
            .list("shared-addresses", &kind::text())
            .unwrap_or_else(|| owned(&SHARED_ADDRESSES)),
        delivered_by: handed_over.flatten(),
        own_handoffs: handed_over == Some(None),
        burst: table
            .read("burst", &kind::duration_or_none())
            .map_or(BURST_SECONDS, Allowance::elapsed_seconds),
    };
    table.close();
    Some(general)
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn numbers() -> Kind<NumberLocale> {
    Kind::word("bad-value", [("pt-BR", NumberLocale::PtBr), ("en", NumberLocale::En)])
}

fn match_key() -> Kind<String> {
    Kind::word("bad-value", MATCH_KEYS.map(|key| (key, key.to_owned())))
}

fn re_entry() -> Kind<Option<i64>> {
    Kind::spelt("bad-duration", "@re-entry", |text| {
        if means(text, "forever") {
            return Some(None);
        }
        spell::duration(text, Clock::Elapsed).map(|length| Some(length.elapsed_seconds()))
    })
}

/// Whose date is the hand-off; nothing where each source goes by its own.
fn delivered_by() -> Kind<Option<Milestone>> {
    let words = [
        ("delivered", Some(Milestone::Delivered)),
        ("deal", Some(Milestone::Opportunity)),
        ("mql", Some(Milestone::Mql)),
        ("created", Some(Milestone::Created)),
        ("each-source", None),
    ];
    Kind::word("bad-value", words)
}

/// Reads `[handoff]`: the fields a hand-off must carry and the rejection window.
pub fn handoff(top: &Table<'_>) -> (Vec<String>, Allowance) {
    let three_days = Allowance { count: 3, unit: DurationUnit::Days };
    let Some(table) = top.table("handoff") else { return (owned(&REQUIRED), three_days) };
    let required = table.list("required", &kind::text()).unwrap_or_else(|| owned(&REQUIRED));
    let window = table.read("rejection-window", &kind::days(Clock::Working)).unwrap_or(three_days);
    table.close();
    (required, window)
}

/// Reads `[reasons]`; one reason belongs to one category.
pub fn reasons(top: &Table<'_>) -> Vec<(String, Category)> {
    let Some(table) = top.table("reasons") else { return Vec::new() };
    let mut reasons: Vec<(String, Category)> = Vec::new();
    let mut seen = BTreeSet::new();
    for category in Category::ALL {
        let Some(value) = table.get(category.word()) else { continue };
        for item in value.each() {
            let Some(reason) = item.read(&kind::text()) else { continue };
            if !seen.insert(fold(&reason)) {
                item.at(()).refuse(table.file(), "duplicate-id", &reason, "");
            }
            reasons.push((reason, *category));
        }
    }
    table.close();
    reasons
}

/// Reads `[lead-values]`: what each type of lead is worth, in the agreement's currency; types are compared folded.
pub fn lead_values(top: &Table<'_>) -> Vec<(String, Money)> {
    let Some(table) = top.table("lead-values") else { return Vec::new() };
    let mut seen = BTreeSet::new();
    let one = |(kind, value): (&str, Value<'_>)| {
        if !seen.insert(fold_words(kind)) {
            value.at(()).refuse(table.file(), "duplicate-id", kind, "");
        }
        Some((kind.to_owned(), Money::of(value.read(&kind::positive())?)?))
    };
    table.entries().into_iter().filter_map(one).collect()
}

/// Reads every `[[role]]`.
pub fn roles(top: &Table<'_>) -> Vec<Role> {
    top.tables("role", "name").iter().filter_map(role).collect()
}

fn role(table: &Table<'_>) -> Option<Role> {
    let team = table.need("team", &team());
    let name = table.need("name", &kind::text());
    let does = table.read("does", &kind::text()).unwrap_or_default();
    table.close();
    Some(Role { team: team?, name: name?, does })
}

/// `marketing`, `sales` or `both`.
pub fn team() -> Kind<Team> {
    Kind::word("bad-value", Team::ALL.iter().map(|team| (team.word(), *team)))
}

/// A milestone's word.
pub fn milestone() -> Kind<Milestone> {
    Kind::word("bad-value", Milestone::ALL.iter().map(|milestone| (milestone.word(), *milestone)))
}

/// Reads `from` and `until` of a version.
pub fn in_force(table: &Table<'_>) -> InForce {
    let version = InForce {
        from: table.read("from", &kind::day()),
        until: table.read("until", &kind::day()),
    };
    if let (Some(from), Some(until), Some(value)) =
        (version.from, version.until, table.get("until"))
        && until <= from
    {
        value.refuse("bad-date", "@until-after-from", None);
    }
    version
}

/// Reports versions of one thing (same `id`) that are in force on a same day.
pub fn report_overlaps(table: &Table<'_>, versions: &[At<(String, InForce)>]) {
    for (number, later) in versions.iter().enumerate() {
        let clashes = |earlier: &&At<(String, InForce)>| {
            earlier.it.0 == later.it.0 && earlier.it.1.overlaps(later.it.1)
        };
        if let Some(earlier) = versions.iter().take(number).find(clashes) {
            later.refuse(table.file(), "overlap", &earlier.line.to_string(), "@overlap");
        }
    }
}

/// Fields a `where` or a definition may name: those of leads and deals that are no dates, and every source's `extra`.
pub struct ScopeFields {
    words: BTreeSet<String>,
    numbers: BTreeSet<String>,
}

impl ScopeFields {
    /// The fields a condition or a grouping may name: those of leads and deals, and the sources'
    /// own (`own`).
    pub fn new<'a>(own: impl IntoIterator<Item = &'a String>) -> Self {
        let canonical = || [Canonical::Leads, Canonical::Deals].into_iter().flat_map(fields::of);
        let of = |is: fn(FieldKind) -> bool| {
            canonical().filter(move |(_, kind)| is(*kind)).map(|(name, _)| (*name).to_owned())
        };
        let words =
            of(|kind| !matches!(kind, FieldKind::Date | FieldKind::Number | FieldKind::Duration));
        Self {
            words: words.chain(own.into_iter().cloned()).collect(),
            numbers: of(|kind| kind == FieldKind::Number).collect(),
        }
    }

    /// Reads `where` of a commitment or of the objective.
    pub fn conditions(&self, table: &Table<'_>) -> Vec<Condition> {
        let Some(scope) = table.table("where") else { return Vec::new() };
        let condition = |(field, value): (&str, Value<'_>)| {
            Self::report_unknown(&scope, field, &value, &self.words);
            Condition {
                field: field.to_owned(),
                any_of: value.items(&condition_word()),
                or_unfed: false,
            }
        };
        scope.entries().into_iter().map(condition).collect()
    }

    /// Reports a field that a definition may not name: it may also name numbers.
    pub fn report_unless_known(&self, table: &Table<'_>, field: &str, value: &Value<'_>) {
        Self::report_unknown(
            table,
            field,
            value,
            &self.words.union(&self.numbers).cloned().collect(),
        );
    }

    fn report_unknown(table: &Table<'_>, field: &str, value: &Value<'_>, known: &BTreeSet<String>) {
        if !known.contains(field) {
            let hint = nearest(field, known.iter().map(String::as_str));
            let allowed = known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let problem = value.at(()).problem("unknown-field", field, &allowed);
            table.file().add(Problem { hint, ..problem });
        }
    }
}

/// Text, or a number or truth value as it is written.
pub fn condition_word() -> Kind<String> {
    Kind::new("bad-value", "@text", |value| match value {
        DeValue::String(text) if !text.trim().is_empty() => Read::Good(text.trim().to_owned()),
        DeValue::String(_) => Read::Bad,
        DeValue::Boolean(flag) => Read::Good(flag.to_string()),
        _ => {
            kind::number_of(value).map_or(Read::WrongType, |number| Read::Good(number.to_string()))
        }
    })
}
