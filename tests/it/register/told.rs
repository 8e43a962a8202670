//! What a report knows: its register, and what its document holds under the same ids in every output.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::phrases::Catalogue;

/// Id → value of all that a report knows: its register, and what its document holds under the same ids in every output.
pub struct Known {
    pub ids: BTreeMap<String, f64>,
    /// Names of commitments and warnings: their digits are words.
    pub words: Vec<String>,
    /// Phrases of the periods by their names, and the quantities of their holes.
    pub past: Vec<(String, Vec<(&'static str, String)>)>,
}

impl Known {
    /// All that a summary document knows.
    pub fn of(summary: &Value) -> Self {
        let mut known = Self { ids: BTreeMap::new(), words: Vec::new(), past: Vec::new() };
        for own in summary["quantities"].as_array().unwrap() {
            known
                .ids
                .insert(own["id"].as_str().unwrap().to_owned(), own["value"].as_f64().unwrap());
        }
        for part in ["plan", "delivery", "conversion", "cadence", "traffic", "diagnosis", "period"]
        {
            known.flatten(part, &summary[part]);
        }
        known.promises("", &summary["commitments"]);
        known.promises("previous/", &summary["previous"]["commitments"]);
        known.actions(summary);
        known.levers(summary);
        known.decisions(summary);
        known.files(summary);
        known.tables(summary);
        known.groups(summary);
        known.periods(summary);
        let leads = summary["actions"].as_array().unwrap().iter();
        known.words.extend(leads.filter_map(|own| own["lead"].as_str()).map(str::to_owned));
        let warnings = summary["warnings"].as_array().unwrap();
        known.set("warnings", Some(warnings.len() as f64));
        for listed in 0..warnings.len() {
            known.set(
                &format!("warnings-{listed}.unlisted"),
                Some((warnings.len() - listed) as f64),
            );
        }
        known.words.extend(warnings.iter().map(|own| own["text"].as_str().unwrap().to_owned()));
        known
    }

    /// One id never has two values: the register, the document and what is worked out of it agree.
    pub fn set(&mut self, id: &str, value: Option<f64>) {
        let Some(value) = value.filter(|value| value.is_finite()) else { return };
        let known = *self.ids.entry(id.to_owned()).or_insert(value);
        let is_same = (known - value).abs() <= 1e-9 * (1.0 + known.abs());
        assert!(is_same, "{id} is {known} and {value}");
    }

    /// Periods fulfilled one after the other, of the history's own document.
    pub fn streaks(&mut self, history: &Value) {
        for (id, streak) in history["streaks"].as_object().unwrap() {
            self.set(&format!("streak/{id}"), streak.as_f64());
        }
    }

    /// The periods of the history and the one judged, by their names.
    fn periods(&mut self, summary: &Value) {
        let catalogue = Catalogue::of(summary["language"].as_str().unwrap());
        let kind = summary["period"]["kind"].as_str().unwrap();
        let days: BTreeSet<&str> = self
            .ids
            .keys()
            .filter_map(|id| id.strip_prefix("history/")?.split('/').next())
            .collect();
        let earlier = days.iter().map(|day| (*day, format!("history/{day}/*")));
        let judged = (summary["period"]["from"].as_str().unwrap(), "*".to_owned());
        let all: Vec<(&str, String)> = earlier.chain([judged]).collect();
        let names: Vec<String> = all.iter().map(|(day, _)| catalogue.period(kind, day)).collect();
        let phrases = all.iter().zip(&names).flat_map(|((_, of), name)| {
            let told = |phrase: String, parts: &[&'static str]| {
                (phrase, parts.iter().map(|part| (*part, format!("{of}.{part}"))).collect())
            };
            let marked = ["●", "▲", "■", "○"]
                .map(|symbol| told(format!("{name} {symbol} {{actual}}"), &["actual"]));
            let ends = ["●", "▲", "■", "○"].map(|symbol| {
                let phrase = format!("{name} {symbol} {{possible-low}}–{{possible-high}}");
                told(phrase, &["possible-low", "possible-high"])
            });
            let few = ["de", "of"]
                .map(|of| told(format!("{name} ○ {{kept}} {of} {{cases}}"), &["kept", "cases"]));
            let target = told(format!("{name} {{target}}"), &["target"]);
            marked.into_iter().chain(ends).chain(few).chain([target]).collect::<Vec<_>>()
        });
        let past = phrases.collect();
        self.past = past;
        self.words.extend(names);
    }

    fn flatten(&mut self, path: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (name, own) in fields {
                    self.flatten(&format!("{path}/{name}"), own);
                }
            }
            Value::Array(items) => {
                for (place, own) in items.iter().enumerate() {
                    self.flatten(&format!("{path}/{place}"), own);
                }
            }
            _ => self.set(path, value.as_f64()),
        }
    }

    fn promises(&mut self, before: &str, all: &Value) {
        for own in all.as_array().into_iter().flatten() {
            let id = format!("{before}{}", own["id"].as_str().unwrap());
            self.words.push(own["name"].as_str().unwrap().to_owned());
            for (field, value) in own.as_object().unwrap() {
                self.set(&format!("{id}.{}", field.replace('_', "-")), value.as_f64());
            }
            for end in ["low", "high"] {
                self.set(&format!("{id}.interval-{end}"), own["interval"][end].as_f64());
                self.set(&format!("{id}.possible-{end}"), own["possible"][end].as_f64());
            }
            let (target, actual) = (own["target"].as_f64(), own["actual"].as_f64());
            // At risk within five points, where the agreement says nothing else.
            let slack = if own["better"] == "lower" { 0.05 } else { -0.05 };
            self.set(&format!("{id}.near"), target.map(|target| target + slack));
            let past = own["past"].as_array().and_then(|past| past.last()?.as_f64());
            self.set(&format!("{id}.before"), past);
            for part in ["target", "reached", "periods"] {
                self.set(&format!("{id}.proposed-{part}"), own["proposed"][part].as_f64());
            }
            let within =
                own["within"].as_str().map(|within| within.trim_end_matches(char::is_alphabetic));
            self.set(&format!("{id}.within"), within.and_then(|count| count.parse().ok()));
            self.set(&format!("{id}.reached"), actual.zip(target).map(|(a, t)| a / t));
            self.set(&format!("{id}.ratio"), own["pace"].as_f64());
            let days = self.ids.get("days.left").copied();
            let needed = own["needed_per_day"].as_f64().zip(actual.zip(target));
            let own_days = needed.filter(|(need, _)| *need > 0.0);
            let own_days = own_days.map(|(need, (actual, target))| (target - actual) / need);
            self.set(&format!("{id}.days-left"), own_days.or(days));
            let entered = own["cohort"]["size"].as_f64();
            self.set(&format!("{id}.entered"), entered);
            let rest = ["breached", "met", "early"].map(|key| own[key].as_f64());
            if let ([Some(breached), Some(met), Some(early)], Some(judged)) =
                (rest, own["denominator"].as_f64())
            {
                self.set(&format!("{id}.early-breached"), Some(breached + met - early - judged));
            }
        }
    }

    fn actions(&mut self, summary: &Value) {
        let today = summary["as_of"].as_str().unwrap().split('T').next().unwrap().to_owned();
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for action in summary["actions"].as_array().unwrap() {
            let due = action["due"].as_str();
            let is_late = action["overdue"].as_bool().unwrap_or_else(|| {
                due.is_some_and(|due| due < summary["cut_off"].as_str().unwrap())
            });
            let is_today = !is_late && due.is_some_and(|due| due.get(..10) <= today.get(..10));
            let is_later = !is_late && !is_today && due.is_some();
            let is_first = action["kind"] == "first-attempt" || action["kind"] == "log-contact";
            let owner = format!("owner/{}", action["owner"].as_str().unwrap_or("-"));
            let team = format!("actions.{}", action["team"].as_str().unwrap());
            let is_older = is_late && is_first && action["earlier"] == true;
            for (id, counts_it) in [
                (format!("{owner}.all"), true),
                (format!("{owner}.late"), is_late),
                (format!("{owner}.firsts-late"), is_late && is_first),
                (format!("{owner}.today"), is_today),
                (format!("{owner}.later"), is_later),
                (format!("{team}.today"), is_today),
                (format!("{team}.later"), is_later),
                (format!("{team}.none"), due.is_none()),
                ("actions.both.today".to_owned(), is_today),
                ("actions.both.later".to_owned(), is_later),
                ("actions.both.none".to_owned(), due.is_none()),
                ("actions.both.overdue".to_owned(), is_late),
                ("first-attempts.today".to_owned(), is_today && is_first),
                ("first-attempts.older".to_owned(), is_older),
                ("actions.new".to_owned(), action["new"] == true),
            ] {
                *counts.entry(id).or_default() += f64::from(u8::from(counts_it));
            }
        }
        for (id, count) in counts {
            self.set(&id, Some(count));
        }
        // A letter lists five people or leads; what it leaves out it counts.
        for (team, by) in [("sales", "owner"), ("marketing", "lead")] {
            let own: Vec<&Value> = summary["actions"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|a| a["team"] == team)
                .collect();
            let mut groups: BTreeMap<String, (usize, usize)> = BTreeMap::new();
            for (place, action) in own.iter().enumerate() {
                let key = if by == "owner" { action[by].to_string() } else { place.to_string() };
                let due = action["due"].as_str();
                let is_late = due.is_some_and(|due| due < summary["cut_off"].as_str().unwrap());
                let group = groups.entry(key).or_default();
                *group = (group.0 + usize::from(is_late), group.1 + 1);
            }
            let mut sorted: Vec<(usize, usize)> = groups.into_values().collect();
            sorted.sort_by_key(|own| std::cmp::Reverse(*own));
            for listed in 0..=sorted.len() {
                let left: usize = sorted[listed..].iter().map(|own| own.1).sum();
                self.set(&format!("{team}-{listed}.unlisted"), Some(left as f64));
            }
        }
    }

    fn levers(&mut self, summary: &Value) {
        let diagnosis = &summary["diagnosis"];
        let promise = |id: &Value| {
            summary["commitments"]
                .as_array()
                .unwrap()
                .iter()
                .find(|own| own["id"] == *id)
                .unwrap()
                .clone()
        };
        for all in diagnosis["breaches"].as_array().into_iter().flatten() {
            for (place, slice) in all["slices"].as_array().unwrap().iter().enumerate() {
                let id = format!("slice/{}-{place}", all["commitment"].as_str().unwrap());
                let part = |own: &Value, key: &str| own[key].as_f64();
                self.set(&format!("{id}.breaches"), part(slice, "breaches"));
                self.set(&format!("{id}.all"), part(all, "breaches"));
                self.set(&format!("{id}.cases"), part(slice, "cases"));
                self.set(&format!("{id}.beyond"), part(slice, "beyond"));
                let share = |key| Some(part(slice, key)? / part(all, key)?);
                self.set(&format!("{id}.of-cases"), share("cases"));
                self.set(&format!("{id}.of-breaches"), share("breaches"));
            }
        }
        for (place, lever) in diagnosis["levers"].as_array().into_iter().flatten().enumerate() {
            let own = promise(&lever["commitment"]);
            for (part, value) in [
                ("actual", &own["actual"]),
                ("target", &own["target"]),
                ("without", &lever["without"]),
                ("closes", &lever["closes"]),
                ("missing", &lever["missing"]),
            ] {
                self.set(&format!("lever/{place}.{part}"), value.as_f64());
            }
        }
        for (place, review) in diagnosis["reviews"].as_array().into_iter().flatten().enumerate() {
            self.set(&format!("review/{place}.days"), review["days"].as_f64());
        }
        for (place, factor) in
            diagnosis["sales"]["factors"].as_array().into_iter().flatten().enumerate()
        {
            self.set(&format!("factor/{place}.effect"), factor["effect"].as_f64());
        }
        self.set("diagnosis.short", diagnosis["sales"]["gap"].as_f64().map(f64::abs));
    }

    fn decisions(&mut self, summary: &Value) {
        for (place, decision) in summary["decisions"].as_array().into_iter().flatten().enumerate() {
            for (number, own) in decision["comparisons"].as_array().unwrap().iter().enumerate() {
                let id = format!("decision/{place}-{number}");
                for (part, value) in [
                    ("before", &own["before"]["value"]),
                    ("after", &own["after"]["value"]),
                    ("difference", &own["difference"]),
                    ("low", &own["interval"]["low"]),
                    ("high", &own["interval"]["high"]),
                    ("days", &own["before"]["working_days"]),
                ] {
                    // Ends of an interval of shares are told in points, without their sign.
                    self.set(&format!("{id}.{part}"), value.as_f64());
                    self.set(&format!("{id}-points.{part}"), value.as_f64().map(|own| own * 100.0));
                }
            }
        }
    }

    fn files(&mut self, summary: &Value) {
        let files = || {
            let sources = summary["intake"].as_array().unwrap().iter();
            sources.flat_map(|source| source["files"].as_array().unwrap())
        };
        let sum = |part: &dyn Fn(&Value) -> f64| files().map(part).sum::<f64>();
        let rows = sum(&|file| file["rows"].as_f64().unwrap());
        let aside = sum(&|file| {
            file["set_aside"].as_object().unwrap().values().filter_map(Value::as_f64).sum()
        });
        self.set("files.rows", Some(rows));
        for (place, file) in files().enumerate() {
            self.set(&format!("file/{place}.rows"), file["rows"].as_f64());
        }
        self.set("files.set-aside", Some(aside));
        self.set("files.set-aside-share", Some(aside / rows));
        self.set("files.merged", Some(sum(&|file| file["merged"].as_f64().unwrap())));
        self.set("files.more", Some(files().count() as f64 - 4.0));
        self.set("leads.all", summary["leads_listed"]["of"].as_f64());
    }

    fn tables(&mut self, summary: &Value) {
        let judged = summary["previous"]["commitments"].as_array().into_iter().flatten();
        let of = |wanted: &[&str]| {
            let is_one = |own: &&Value| wanted.contains(&own["status"].as_str().unwrap());
            judged.clone().filter(is_one).count() as f64
        };
        let own = |wanted: &[&str]| {
            let all = summary["commitments"].as_array().unwrap().iter();
            all.filter(|own| wanted.contains(&own["status"].as_str().unwrap())).count() as f64
        };
        self.set("result.kept", Some(own(&["met"])));
        self.set("result.judged", Some(own(&["met", "missed"])));
        self.set("result.undecided", Some(own(&["at-risk"])));
        self.set("result.unassessed", Some(own(&["not-assessed"])));
        self.set("ended.kept", Some(of(&["met"])));
        self.set("ended.judged", Some(of(&["met", "missed"])));
        let days = summary["delivery"]["days"].as_array().unwrap();
        let sum = |key: &str| days.iter().filter_map(|day| day[key].as_f64()).sum::<f64>();
        self.set("delivery.deducted", Some(sum("deducted")));
        self.set("delivery.rejected", Some(sum("rejected")));
        let (gone, made) = (self.ids["days.gone"], self.ids.get("leads-delivered.actual").copied());
        self.set("delivery.per-day", made.map(|made| made / gone));
        self.hours(summary);
        self.set("days.share", Some(gone / self.ids["days.total"]));
        for part in ["p50", "p90"] {
            let seconds = summary["cadence"][part].as_f64();
            self.set(&format!("cadence-minutes.{part}"), seconds.map(|own| own / 60.0));
            self.set(&format!("cadence-hours.{part}"), seconds.map(|own| own / 3600.0));
        }
        let hours = summary["cadence"]["hours"].as_array().into_iter().flatten();
        self.set("hours.made", Some(hours.filter_map(|hour| hour["attempts"].as_f64()).sum()));
        let seen = &summary["plan"]["connecting"];
        let connecting = seen["connections"].as_f64().zip(seen["tries"].as_f64());
        self.set("plan/connecting/share", connecting.map(|(made, all)| made / all));
        let steps = summary["conversion"]["steps"].as_array().into_iter().flatten();
        let won = steps
            .clone()
            .find(|step| step["step"] == "won")
            .and_then(|step| step["leads"].as_f64());
        let leads = summary["conversion"]["leads"].as_f64();
        self.set("ladder.won", won);
        let maturing = summary["conversion"]["maturing"].as_f64();
        self.set("ladder.delivered", leads.zip(maturing).map(|(leads, young)| leads + young));
        self.set("ladder.ratio", leads.zip(won).map(|(leads, won)| leads / won));
        let speed = &summary["cadence"]["speed"];
        let within = speed["within_seconds"].as_f64();
        self.set("speed.hours", within.map(|own| own / 3600.0));
        self.set("speed.minutes", within.map(|own| own / 60.0));
        for side in ["fast", "slow"] {
            let rate = speed[side]["won"].as_f64().zip(speed[side]["leads"].as_f64());
            self.set(&format!("cadence/speed/{side}.won-rate"), rate.map(|(won, all)| won / all));
        }
        let points = |value: &Value| value.as_f64().map(|own| own * 100.0);
        self.set("cadence/speed/difference-points", speed["difference"].as_f64());
        self.set("cadence/speed/low-points", points(&speed["interval"]["low"]));
        self.set("cadence/speed/high-points", points(&speed["interval"]["high"]));
    }

    /// When leads answer, by weekday and hour: cells, those with enough attempts for a rate, and the hours nobody works.
    fn hours(&mut self, summary: &Value) {
        let all = summary["cadence"]["hours"].as_array().into_iter().flatten();
        let cells: Vec<(u64, f64, Option<f64>, f64)> = all
            .map(|own| {
                let made = own["attempts"].as_f64().unwrap();
                let told = own["told"].as_f64().unwrap();
                (own["hour"].as_u64().unwrap(), made, own["connected"].as_f64(), told)
            })
            .collect();
        for hour in 0..24 {
            self.set(&format!("hour/{hour}.from"), Some(f64::from(hour)));
            self.set(&format!("hour/{hour}.to"), Some(f64::from(hour + 1)));
        }
        let worked = |hour: u64| (9..18).contains(&hour);
        let inside = || cells.iter().filter(|own| worked(own.0)).map(|own| own.1);
        let outside = cells.iter().filter(|own| !worked(own.0)).map(|own| own.1).sum::<f64>();
        self.set("hours.outside", Some(outside));
        self.set("hours.least", inside().reduce(f64::min));
        self.set("hours.most", inside().reduce(f64::max));
        let untold = |list: &str, all: &str| -> f64 {
            let rows = summary["cadence"][list].as_array().into_iter().flatten();
            rows.map(|own| own[all].as_f64().unwrap() - own["told"].as_f64().unwrap()).sum()
        };
        self.set("cadence/bands.untold", Some(untold("bands", "leads")));
        self.set("hours.untold", Some(untold("hours", "attempts")));
        let rate = |own: &&(u64, f64, Option<f64>, f64)| own.2.unwrap_or(0.0) / own.3;
        let best = cells.iter().filter(|own| own.3 >= 20.0);
        let best = best.max_by(|a, b| rate(a).total_cmp(&rate(b)));
        self.set("hours.best", best.map(|own| own.2.unwrap_or(0.0) / own.3));
        self.set("hours.best-made", best.map(|own| own.3));
    }

    fn groups(&mut self, summary: &Value) {
        for (place, own) in summary["groups"].as_array().unwrap().iter().enumerate() {
            for part in ["numerator", "denominator", "actual", "maturing"] {
                self.set(&format!("group/{place}.{part}"), own[part].as_f64());
            }
            for end in ["low", "high"] {
                self.set(&format!("group/{place}.interval-{end}"), own["interval"][end].as_f64());
            }
        }
    }

    /// What `*` of a pattern may be, and the value there; a pattern without one has one value for any.
    pub fn at(&self, pattern: &str, star: &str) -> Vec<f64> {
        let one = |pattern: &str| self.ids.get(&pattern.replace('*', star)).copied();
        pattern.split('|').filter_map(one).collect()
    }

    /// Every `*` that the patterns of a claim may stand for.
    pub fn stars(&self, holes: &[(&str, &str)]) -> Vec<String> {
        let mut found = vec![String::new()];
        for pattern in holes.iter().flat_map(|(_, patterns)| patterns.split('|')) {
            let Some((before, behind)) = pattern.split_once('*') else { continue };
            found.extend(
                self.ids.keys().filter_map(|id| {
                    Some(id.strip_prefix(before)?.strip_suffix(behind)?.to_owned())
                }),
            );
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
