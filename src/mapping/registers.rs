//! The tables kept by hand: the register of exemptions with the leads it speaks of, the log and the traffic.

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::{Code, Issue};
use crate::model::agreement::Agreement;
use crate::model::dataset::Leads;
use crate::model::fold::{fold, fold_words};
use crate::model::hash;
use crate::model::money::Money;
use crate::model::records::{Exemption, LogEntry, Register, Visit};
use crate::model::words::LogKind;
use crate::model::zone::Zone;

use super::episodes::Episodes;
use super::frame::{self, Fate, Frame};
use super::people::People;
use super::tables::Tables;
use super::{cut, keys};

/// Unknown names that one warning lists.
const MOST_NAMES: usize = 10;

fn word<'a>(frame: &'a Frame, field: &str, row: usize) -> Option<&'a str> {
    frame.words.get(field)?.word(row)
}

fn owned(frame: &Frame, field: &str, row: usize) -> Option<String> {
    word(frame, field, row).map(str::to_owned)
}

/// Of overlapping files the newest one's rows stay; what is dated after the run's time has not happened. An exemption may begin or end after it.
pub fn prepare(tables: &mut Tables, until: cut::Until) {
    cut::supersede(&mut tables.exemptions, |frame, row, own| {
        own.extend(key(frame, row, &["lead", "owner", "commitment"], "from").bytes());
        true
    });
    cut::supersede(&mut tables.log, cut::by_id_or_content);
    cut::supersede(&mut tables.traffic, |frame, row, own| {
        own.extend(key(frame, row, &["source", "campaign"], "date").bytes());
        true
    });
    cut::drop_future(&mut tables.log, until, false, |_, _| false);
    cut::drop_future(&mut tables.traffic, until, false, |_, _| false);
}

fn key(frame: &Frame, row: usize, words: &[&str], date: &str) -> String {
    let names: Vec<String> = words
        .iter()
        .map(|field| word(frame, field, row).map(fold_words).unwrap_or_default())
        .collect();
    format!("{}\u{1f}{:?}", names.join("\u{1f}"), frame.date(date, row))
}

/// What is known of the leads once they are episodes.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The persons.
    pub people: &'a People,
    /// Their episodes.
    pub episodes: &'a Episodes,
    /// Rows from this one on only deliver and carry no id of their own.
    pub lead_rows: usize,
    /// The episodes as columns.
    pub leads: &'a Leads,
}

/// The register: every entry with the leads or the owner it names. Names that nobody knows are listed in a warning; their rows count as orphans.
pub fn exemptions(
    agreement: &Agreement,
    tables: &mut Tables,
    known: Known,
    issues: &mut Vec<Issue>,
) -> Register {
    let frame = &tables.exemptions;
    let mut unknown: BTreeMap<Code, BTreeSet<String>> = BTreeMap::new();
    let (mut entries, mut orphans) = (Vec::new(), Vec::new());
    for row in (0..frame.len()).filter(|row| frame.fate.get(*row) == Some(&Fate::Used)) {
        let Some(mut entry) = entry(agreement, tables, known, row) else { continue };
        if let (true, Some(lead)) = (entry.leads.is_empty(), &entry.lead) {
            unknown.entry(Code::ExemptLeadsUnknown).or_default().insert(lead.clone());
            orphans.push(row);
        }
        if let (None, Some(owner)) = (entry.owner_code, &entry.owner) {
            unknown.entry(Code::ExemptOwnersUnknown).or_default().insert(owner.clone());
            orphans.push(row);
        }
        let is_promised =
            |id: &String| agreement.commitments.iter().any(|commitment| commitment.id == *id);
        if let Some(commitment) = entry.commitment.clone().filter(|id| !is_promised(id)) {
            unknown.entry(Code::ExemptCommitmentsUnknown).or_default().insert(commitment);
            entry = Exemption { leads: Vec::new(), owner_code: None, ..entry };
        }
        entries.push(entry);
    }
    for row in orphans {
        if let Some(slot) = tables.exemptions.is_orphan.get_mut(row) {
            *slot = true;
        }
    }
    issues.extend(unknown.into_iter().map(|(code, names)| warning(code, &names)));
    Register::of(entries)
}

fn warning(code: Code, names: &BTreeSet<String>) -> Issue {
    let mut listed: Vec<&str> = names.iter().map(String::as_str).take(MOST_NAMES).collect();
    if names.len() > MOST_NAMES {
        listed.push("…");
    }
    let listing = if code == Code::ExemptOwnersUnknown { "owners" } else { "names" };
    Issue::warning(code, vec![("n", names.len().to_string()), (listing, listed.join(", "))])
}

fn entry(agreement: &Agreement, tables: &Tables, known: Known, row: usize) -> Option<Exemption> {
    let (frame, zone) = (&tables.exemptions, &agreement.zone);
    let lead = owned(frame, "lead", row);
    let owner = owned(frame, "owner", row).filter(|_| lead.is_none());
    Some(Exemption {
        from: zone.day(frame.date("from", row)?),
        until: frame.date("until", row).map(|at| zone.day(at)),
        commitment: word(frame, "commitment", row).map(|written| promised(agreement, written)),
        why: frame.text("why", row).map(str::to_owned),
        leads: lead.as_deref().map(|id| episodes_of(tables, known, id)).unwrap_or_default(),
        owner_code: owner.as_deref().and_then(|name| owner_code(known.leads, name)),
        lead,
        owner,
    })
}

/// The agreement's id that is written like this (case, accents, blanks and punctuation apart), else the text itself.
fn promised(agreement: &Agreement, written: &str) -> String {
    let folded = fold(written);
    let mut ids = agreement.commitments.iter().map(|commitment| &commitment.id);
    let exact = ids.clone().find(|id| *id == written);
    exact
        .or_else(|| ids.find(|id| fold(id) == folded))
        .map_or_else(|| written.to_owned(), Clone::clone)
}

/// Every episode that carries the id, and those of its person that no row of a file names. An id of two persons names nobody.
fn episodes_of(tables: &Tables, known: Known, id: &str) -> Vec<u32> {
    let by_email = || {
        keys::email(id)
            .and_then(|email| known.people.of_lead(&email).map(|named| (named, email.into_owned())))
    };
    let Some((named, id)) =
        known.people.of_lead(id).map(|named| (named, id.to_owned())).or_else(by_email)
    else {
        return shown_as(known.leads, id);
    };
    let carries = |episode: &usize| {
        let mut ids = known
            .episodes
            .rows_of(*episode)
            .iter()
            .map(|row| *row as usize)
            .filter(|row| *row < known.lead_rows)
            .peekable();
        ids.peek().is_none() || ids.any(|row| tables.leads.text("id", row) == Some(&id))
    };
    known
        .episodes
        .of_person(named.person)
        .filter(carries)
        .filter_map(|episode| u32::try_from(episode).ok())
        .collect()
}

/// The leads that a masked report calls by this code.
fn shown_as(leads: &Leads, code: &str) -> Vec<u32> {
    if !code.starts_with("L-") {
        return Vec::new();
    }
    let is_it = |lead: &u32| leads.id.get(*lead as usize).is_some_and(|id| hash::code(id) == code);
    (0..u32::try_from(leads.len()).unwrap_or(u32::MAX)).filter(is_it).collect()
}

fn owner_code(leads: &Leads, name: &str) -> Option<u32> {
    let owners = leads.words.get("owner")?;
    let folded = fold_words(name);
    let at = owners.words.iter().position(|word| !word.is_empty() && fold_words(word) == folded)?;
    u32::try_from(at).ok()
}

/// The log in order of time; an entry of no known kind is a conversation.
pub fn log(frame: &Frame) -> Vec<LogEntry> {
    let kinds = frame::members(frame, "kind", LogKind::of);
    let entry = |row: usize| {
        Some(LogEntry {
            at: frame.date("at", row)?,
            kind: kinds.get(row).copied().flatten().unwrap_or(LogKind::Conversation),
            text: frame.text("text", row)?.to_owned(),
            by: owned(frame, "by", row),
            about: owned(frame, "about", row),
            lead: owned(frame, "lead", row),
        })
    };
    let mut log: Vec<LogEntry> = used(frame).filter_map(entry).collect();
    log.sort_by(|a, b| {
        (a.at.at(), a.kind, &a.text, &a.by, &a.about, &a.lead).cmp(&(
            b.at.at(),
            b.kind,
            &b.text,
            &b.by,
            &b.about,
            &b.lead,
        ))
    });
    log
}

fn used(frame: &Frame) -> impl Iterator<Item = usize> {
    (0..frame.len()).filter(|row| frame.fate.get(*row) == Some(&Fate::Used))
}

/// The visits in order of days.
pub fn traffic(zone: &Zone, frame: &Frame) -> Vec<Visit> {
    let visit = |row: usize| {
        Some(Visit {
            day: zone.day(frame.date("date", row)?),
            source: owned(frame, "source", row),
            campaign: owned(frame, "campaign", row),
            visits: frame.number("visits", row)?,
            cost: frame.number("cost", row).and_then(Money::of),
        })
    };
    let mut traffic: Vec<Visit> = used(frame).filter_map(visit).collect();
    traffic.sort_by(|a, b| {
        (a.day, &a.source, &a.campaign)
            .cmp(&(b.day, &b.source, &b.campaign))
            .then(a.visits.total_cmp(&b.visits))
    });
    traffic
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::mapping::frame::Origin;
    use crate::mapping::meaningless::meaningless;
    use crate::model::account::Reason;
    use crate::model::column::{TextColumn, WordColumn};
    use crate::model::moment::{Instant, Moment, Precision};
    use crate::model::words::Table;

    const DAY: i64 = 86_400;

    /// Rows of the first file, then of a newer one; days since 1970 in UTC, words and texts by field.
    fn frame(files: &[u16], days: (&str, &[Option<i64>]), words: &[(&str, &[&str])]) -> Frame {
        let mut frame = Frame {
            origin: (2..)
                .zip(files)
                .map(|(row, file)| Origin { source: 0, file: *file, row })
                .collect(),
            fate: vec![Fate::Used; files.len()],
            is_future: vec![false; files.len()],
            is_orphan: vec![false; files.len()],
            ..Frame::default()
        };
        let moment =
            |day: &Option<i64>| day.map(|day| Moment::new(Instant::of(day * DAY), Precision::Day));
        frame.dates.insert(days.0.to_owned(), days.1.iter().map(moment).collect());
        for (field, texts) in words {
            let (mut column, mut text) = (WordColumn::default(), TextColumn::default());
            texts.iter().map(|word| Some(*word).filter(|word| !word.is_empty())).for_each(|word| {
                column.push(word);
                text.push(word);
            });
            frame.words.insert((*field).to_owned(), column);
            frame.texts.insert((*field).to_owned(), text);
        }
        frame
    }

    #[test]
    fn a_log_is_in_order_of_time_and_what_nobody_knows_is_a_conversation() {
        let words: [(&str, &[&str]); 4] = [
            ("text", &["third", "first", "", "second"]),
            ("=kind", &["decision", "", "incident", "incident"]),
            ("by", &["Ana", "", "", ""]),
            ("kind", &["Decisão", "Ata", "Incidente", "incident"]),
        ];
        let mut tables = Tables {
            log: frame(&[0; 4], ("at", &[Some(30), Some(10), Some(40), Some(20)]), &words),
            ..Tables::default()
        };
        let zone = Zone::named("UTC").unwrap();
        assert_eq!(meaningless(Table::Log, &tables.log, &zone), [(2, "text", Reason::NoText)]);
        tables.log.mark(2, Fate::SetAside(Reason::NoText));
        prepare(
            &mut tables,
            cut::Until {
                now: Instant::of(25 * DAY),
                written: &HashMap::new(),
                known: &HashMap::new(),
            },
        );
        let log = log(&tables.log);
        let said: Vec<_> = log.iter().map(|entry| (entry.text.as_str(), entry.kind)).collect();
        assert_eq!(
            said,
            [("first", LogKind::Conversation), ("second", LogKind::Incident)],
            "the third has not happened yet"
        );
        assert_eq!(tables.log.fate.first(), Some(&Fate::NotYet));
    }

    #[test]
    fn traffic_without_a_number_is_set_aside_and_a_newer_file_wins() {
        let words: [(&str, &[&str]); 2] =
            [("source", &["Ads", "Ads", "ADS", "Ads"]), ("campaign", &["", "", "", ""])];
        let days = [Some(1), Some(2), Some(1), Some(3)];
        let mut tables =
            Tables { traffic: frame(&[0, 0, 1, 1], ("date", &days), &words), ..Tables::default() };
        let (visits, cost) =
            (vec![Some(5.0), Some(-1.0), Some(7.0), None], vec![None, None, Some(1.25), None]);
        tables.traffic.numbers =
            BTreeMap::from([("visits".to_owned(), visits), ("cost".to_owned(), cost)]);
        let zone = Zone::named("UTC").unwrap();
        assert_eq!(
            meaningless(Table::Traffic, &tables.traffic, &zone),
            [(1, "visits", Reason::NoNumber), (3, "visits", Reason::NoNumber)]
        );
        [1, 3]
            .into_iter()
            .for_each(|row| tables.traffic.mark(row, Fate::SetAside(Reason::NoNumber)));
        prepare(
            &mut tables,
            cut::Until {
                now: Instant::of(25 * DAY),
                written: &HashMap::new(),
                known: &HashMap::new(),
            },
        );
        assert_eq!(
            tables.traffic.fate.first(),
            Some(&Fate::Superseded),
            "1 January of the older file"
        );
        let traffic = traffic(&zone, &tables.traffic);
        let wanted = Visit {
            day: crate::model::zone::Day(1),
            source: Some("ADS".into()),
            campaign: None,
            visits: 7.0,
            cost: Some(Money(125)),
        };
        assert_eq!(traffic, [wanted]);
    }

    #[test]
    fn an_exemption_ends_on_its_last_day_at_the_earliest_on_its_first() {
        let words: [(&str, &[&str]); 2] =
            [("lead", &["A", "", "", "A"]), ("owner", &["", "Ana", "", ""])];
        let mut rows = frame(&[0; 4], ("from", &[Some(5), Some(5), Some(5), Some(5)]), &words);
        let at = |seconds: i64| Some(Moment::new(Instant::of(seconds), Precision::Day));
        rows.dates.insert("until".to_owned(), vec![at(5 * DAY), None, None, at(4 * DAY)]);
        let faults = meaningless(Table::Exemptions, &rows, &Zone::named("UTC").unwrap());
        assert_eq!(
            faults,
            [(2, "lead", Reason::NamesNobody), (3, "until", Reason::EndsBeforeStart)]
        );
    }
}
