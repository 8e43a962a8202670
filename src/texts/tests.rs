//! The sentences of the look, in both languages, and the two catalogues side by side.

pub mod fixture;

use std::collections::BTreeSet;

use fixture::{judged, world};

use super::verdicts::SideVerdict;
use super::{Texts, format};
use crate::calendar::Late;
use crate::issue::{Code, Issue};
use crate::model::agreement::{Language, OwnerNames};
use crate::model::evidence::WhyNot;
use crate::model::words::{Metric, Milestone, Status, Team};
use crate::model::zone::Day;
use crate::scorecard::card::{Judged, Kind};

fn keys(texts: &Texts) -> BTreeSet<&str> {
    texts.words.keys().map(String::as_str).collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let holes = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    holes.map(|(hole, _)| hole.split(':').next().unwrap_or(hole)).collect()
}

#[test]
fn catalogues_have_the_same_keys_and_placeholders() {
    let (pt, en) = (Texts::of(Language::PtBr), Texts::of(Language::En));
    assert!(pt.words.len() > 200);
    assert_eq!(keys(&pt), keys(&en));
    for (key, text) in &pt.words {
        assert_eq!(placeholders(text), placeholders(en.word(key)), "{key}");
    }
}

/// A noun behind a number agrees with it: by forms in the phrase, or by a phrase of its own for one.
#[test]
fn nouns_agree_with_their_numbers() {
    const PORTUGUESE: &str = "vendas negócios leads tentativas ligações dias linhas arquivos motivos decisões recusas \
        compromissos casos atividades pessoas entregas horas semanas falhas oportunidades períodos visitas";
    const ENGLISH: &str = "sales deals leads attempts calls days rows files reasons decisions rejections commitments \
        cases activities people deliveries hours weeks breaches opportunities periods visits";
    // What is shown of several only, or of a quotient: `7 de 10 leads`.
    const SEVERAL: [&str; 4] = [
        "story.proposed",
        "workbook.cadence-message-few",
        "workbook.cadence-message-measured-few",
        "explain.many",
    ];
    for (language, nouns) in [(Language::PtBr, PORTUGUESE), (Language::En, ENGLISH)] {
        let texts = Texts::of(language);
        let nouns: BTreeSet<&str> = nouns.split_whitespace().collect();
        let is_plural = |rest: &str| {
            let word = rest.split_once("} ").map(|(_, behind)| behind).unwrap_or_default();
            let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
            nouns.contains(&word[..end])
        };
        let has_one = |key: &str| {
            key.ends_with("-other") || key.ends_with("-one") || texts.has(&format!("{key}-one"))
        };
        let doubtful = texts.words.iter().filter(|(key, text)| {
            let is_asked = !has_one(key) && !SEVERAL.contains(&key.as_str());
            is_asked && text.split('{').skip(1).any(is_plural)
        });
        let found: Vec<_> = doubtful.collect();
        assert!(found.is_empty(), "{language:?}: {found:#?}");
    }
}

/// Portuguese draws `em a` and its like together, also where the name of a sheet stands in the place of a path; quotes are of one kind.
#[test]
fn contractions_are_made_also_before_the_names_of_sheets() {
    const MISSED: [&str; 8] =
        [" em a aba", " de a aba", " por a aba", " em o ", " em a ", " por o ", " por a ", "«"];
    for texts in [Texts::of(Language::PtBr), Texts::of_book(Language::PtBr)] {
        for (key, text) in &texts.words {
            let text = text.to_lowercase();
            let missed = MISSED.iter().find(|missed| text.contains(*missed));
            assert_eq!(missed, None, "{key}: {text}");
        }
    }
}

#[test]
fn every_metric_milestone_and_status_has_words() {
    let texts = Texts::of(Language::PtBr);
    for metric in Metric::ALL {
        for section in ["metric", "noun", "subject", "kept", "measure"] {
            assert!(
                texts.has(&format!("{section}.{}", metric.word())),
                "{section}.{}",
                metric.word()
            );
        }
    }
    assert!(
        Milestone::ALL
            .iter()
            .all(|milestone| texts.has(&format!("milestone.{}", milestone.word())))
    );
    for status in Status::ALL.iter().filter(|status| **status != Status::NotAssessed) {
        for frame in ["paced", "rate", "objective"] {
            assert!(texts.has(&format!("verdict.{frame}-{}", status.word())));
        }
    }
}

#[test]
fn verdicts_read_as_the_look_says() {
    let world = world(Language::PtBr);
    let verdicts = world.story().verdicts();
    let told: Vec<String> = verdicts.iter().map(SideVerdict::told).collect();
    let lines: Vec<(&str, &str)> =
        verdicts.iter().zip(&told).map(|(own, told)| (&*own.headline, &**told)).collect();
    let expected = [
        (
            "Marketing está no ritmo: 398 leads de 410,5 esperados (97%).",
            "Faltam 202 leads em 6 dias úteis: 33,7 por dia.",
        ),
        (
            "Vendas não cumpre a 1ª tentativa: 84,4% em 1 h útil, acordo 90%.",
            "12 leads seguem vencidos e sem tentativa registrada. Rafael Moura: 31 das 64 falhas, com 18% dos casos.",
        ),
        (
            "O objetivo pede mais: 61 vendas de 68,4 esperadas (89%).",
            "Previsão para 30/11: 89 vendas, entre 76 e 102. Atenção: conversão 13,2%, acordo 16,7%.",
        ),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_rate_of_fewer_than_twenty_cases_makes_no_title_without_them() {
    let mut world = world(Language::PtBr);
    let mut say = |kept: f64, all: f64| {
        let rate = world.card.commitments.iter_mut().find(|one| one.id == "first").unwrap();
        (rate.numbers.numerator, rate.numbers.denominator) = (Some(kept), Some(all));
        rate.numbers.actual = Some(kept / all);
        world.story().verdict(Team::Sales, OwnerNames::Names).unwrap().headline
    };
    assert_eq!(
        say(7.0, 10.0),
        "Vendas não cumpre a 1ª tentativa: 70,0% em 1 h útil (7 de 10), acordo 90%."
    );
    assert!(say(13.0, 19.0).contains("(13 de 19)"));
    assert!(!say(14.0, 20.0).contains(" de 20"));
}

#[test]
fn every_field_that_a_preset_names_has_a_word() {
    for language in Language::ALL {
        let texts = Texts::of(language);
        for entry in std::fs::read_dir("templates/presets").unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let preset: toml::Table = text.parse().unwrap();
            for field in preset["columns"].as_table().unwrap().keys() {
                let is_told =
                    texts.has(&format!("field.{field}")) || Milestone::of(field).is_some();
                assert!(is_told, "{field} has no word in {}", language.tag());
            }
        }
    }
}

#[test]
fn owners_hide_as_asked() {
    let world = world(Language::En);
    let story = world.story();
    let detail = |owners| story.verdict(Team::Sales, owners).unwrap().told();
    assert!(
        detail(OwnerNames::Names)
            .contains("Rafael Moura: 31 of 64 breaches with 18% of the cases.")
    );
    assert!(detail(OwnerNames::Initials).contains("R. M.: 31"));
    assert!(!detail(OwnerNames::None).contains("31"));
}

#[test]
fn commitments_and_numbers_are_written_in_words() {
    let world = world(Language::PtBr);
    let story = world.story();
    let rows: Vec<String> = world
        .card
        .commitments
        .iter()
        .map(|one| {
            [
                story.commitment(one),
                story.target(one),
                story.expected(one).unwrap_or_default(),
                story.actual(one),
                story.gap(one),
                story.status_of(one),
            ]
            .join(" | ")
        })
        .collect();
    assert_eq!(rows[0], "Leads entregues, líquidos | 600 | 410,5 | 398 | −12,5 | ● em dia");
    assert_eq!(
        rows[1],
        "Passagem com e-mail, telefone e empresa | 90% |  | 90,7% | +0,7 p.p. | ● em dia"
    );
    assert_eq!(
        rows[3],
        "Entrega regular: maior dia do período | ≤ 12% |  | 9,5% | −2,5 p.p. | ● em dia"
    );
    assert_eq!(
        rows[5],
        "Google Ads: 1ª tentativa em 15 min | 75% |  | 70,2% | −4,8 p.p. | ▲ em risco"
    );
    assert_eq!(rows[6], "6 tentativas em 10 dias úteis | 95% |  | 94,9% | −0,1 p.p. | ▲ em risco");
    assert_eq!(
        rows[8],
        "Devolução dos sem interesse em 1 dia útil | 90% |  | 2 de 2 | – | ○ não avaliado"
    );
    assert_eq!(
        rows[9],
        "Conversão em 60 dias: 1 venda em 6 leads | 16,7% |  | 13,2% | −3,5 p.p. | ▲ em risco"
    );
    assert_eq!(rows[10], "Vendas no mês | 100 | 68,4 | 61 | −7,4 | ▲ em risco");
    let mut hourly =
        judged("hour", Team::Sales, Metric::LeadsPerHour, Kind::Level, Status::OnTrack);
    hourly.target = Some(4.0);
    assert_eq!(story.target(&hourly), "4,0/h");
    assert_eq!(story.actual(&hourly), "–");
}

#[test]
fn lines_about_time_and_data() {
    let world = world(Language::PtBr);
    let story = world.story();
    assert_eq!(story.period(), "novembro de 2026");
    assert_eq!(story.cut_off(), "seg 23/11/2026 08:00");
    assert_eq!(
        story.data_line(),
        "Dados: leads_rd.csv (23/11 08:00), negocios_pipedrive.xlsx (08:02), atividades_pipedrive.csv (08:03) · 14.953 linhas lidas, 93 separadas (0,6%)"
    );
    assert_eq!(story.in_force(), "Acordo em vigor desde 01/11/2026.");
}

#[test]
fn issues_become_sentences_that_count() {
    let world = world(Language::PtBr);
    let story = world.story();
    let one = |code, values: &[(&'static str, &str)]| {
        story.issue(&Issue::warning(
            code,
            values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        ))
    };
    assert!(
        one(Code::Orphans, &[("n", "1234"), ("share", "0.061")])
            .starts_with("1.234 atividades (6,1%)")
    );
    assert!(
        one(Code::Orphans, &[("n", "1"), ("share", "0.001")])
            .starts_with("1 atividade não pertence")
    );
}

#[test]
fn a_side_that_cannot_be_judged_says_so_and_long_headlines_are_cut() {
    let mut world = world(Language::PtBr);
    for one in &mut world.card.commitments {
        one.status = if one.team == Team::Marketing { Status::NotAssessed } else { one.status };
        one.why_not = Some(WhyNot::TooFew);
        if one.id == "first" {
            one.conditions = vec![crate::model::agreement::Condition {
                field: "campaign".into(),
                any_of: vec!["x".repeat(300)],
                or_unfed: false,
            }];
        }
    }
    let verdicts = world.story().verdicts();
    assert_eq!(verdicts[0].headline, "Marketing: ainda há poucos casos para avaliar.");
    assert!(verdicts.iter().all(|verdict| verdict.headline.chars().count() <= 100));
}

#[test]
fn words_agree_with_the_number_as_it_is_shown() {
    let said = |language, n: &str| Texts::of(language).phrase("mail.sales", &[("n", n)]);
    for (n, pt, en) in [
        ("0", "0 vendas", "0 sales"),
        ("1", "1 venda", "1 sale"),
        ("1,5", "1,5 venda", "1,5 sales"),
        ("2", "2 vendas", "2 sales"),
        ("11", "11 vendas", "11 sales"),
        ("1.000", "1.000 vendas", "1.000 sales"),
        ("−1", "−1 venda", "−1 sale"),
    ] {
        assert_eq!((said(Language::PtBr, n), said(Language::En, n)), (pt.into(), en.into()));
    }
}

#[test]
fn a_delay_is_said_as_people_say_it() {
    let said = |language, days, minutes: i64| {
        world(language).story().delay(Late { days, seconds: minutes * 60 + 30 })
    };
    let pt = |days, minutes| said(Language::PtBr, days, minutes);
    assert_eq!(pt(0, 25), "25 min");
    assert_eq!(pt(0, 150), "2 h");
    assert_eq!(pt(1, 0), "1 dia útil");
    assert_eq!(pt(2, 185), "2 dias úteis e 3 h");
    assert_eq!(pt(75, 120), "75 dias úteis");
    assert_eq!(said(Language::En, 2, 185), "2 working days, 3 h");
}

#[test]
fn a_period_has_the_article_its_name_asks_for() {
    let said = |language, key, period| Texts::of(language).phrase(key, &[("period", period)]);
    let pt = |key, period| said(Language::PtBr, key, period);
    let of = |period| pt("close.not-over", period);
    assert!(of("semana 47 de 2026").starts_with("O período da semana 47 de 2026 "));
    assert!(of("3º trimestre de 2026").starts_with("O período do 3º trimestre de 2026 "));
    assert!(of("2º semestre de 2026").starts_with("O período do 2º semestre de 2026 "));
    assert!(of("outubro de 2026").starts_with("O período de outubro de 2026 "));
    assert!(of("01/11–15/11/2026").starts_with("O período de 01/11–15/11/2026 "));
    let within = |period| pt("close.not-in-force", period);
    assert!(within("semana 47 de 2026").contains("valia na semana 47 de 2026 "));
    assert!(within("1º trimestre de 2026").contains("valia no 1º trimestre de 2026 "));
    assert!(within("2026").contains("valia em 2026 "));
    assert!(!said(Language::En, "close.not-over", "Q3 2026").contains("Q3 of"));
}

#[test]
fn an_english_date_names_its_month() {
    let day = |date: &str| Day::of(date.parse().unwrap());
    let both = |date| {
        [Language::PtBr, Language::En].map(|language| {
            (format::date(language, day(date)), format::short_date(language, day(date)))
        })
    };
    let pair = |long: &str, short: &str| (long.to_owned(), short.to_owned());
    let third = [pair("03/11/2026", "03/11"), pair("3 Nov 2026", "3 Nov")];
    assert_eq!(both("2026-11-03"), third);
    let last = [pair("31/12/2025", "31/12"), pair("31 Dec 2025", "31 Dec")];
    assert_eq!(both("2025-12-31"), last);
}

#[test]
fn no_english_text_writes_a_date_of_digits() {
    let texts = Texts::of(Language::En);
    let of_digits = |text: &str| {
        // A first number above twelve can be no month.
        let may_be_month =
            |part: &str| part.len() == 2 && part.parse::<u8>().is_ok_and(|n| n <= 12);
        let date = |word: &str| {
            let mut parts = word.split('/');
            parts.next().is_some_and(may_be_month) && parts.next().is_some_and(may_be_month)
        };
        text.split(|c: char| c.is_whitespace() || "“”(),;.".contains(c)).any(date)
    };
    assert!(of_digits("since 03/11."), "the test sees one");
    let found: Vec<&String> = texts.words.values().filter(|text| of_digits(text)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_rate_that_falls_short_never_looks_like_its_target() {
    let mut world = world(Language::PtBr);
    let rate = |actual: f64, target: f64, status| {
        let mut hourly = judged("hour", Team::Sales, Metric::LeadsPerHour, Kind::Level, status);
        (hourly.target, hourly.numbers.actual) = (Some(target), Some(actual));
        hourly.gap = Some(actual - target);
        hourly
    };
    let mut share = world.card.commitments[1].clone();
    (share.target, share.status) = (Some(0.9), Status::OffTrack);
    (share.numbers.actual, share.gap) = (Some(0.89987), Some(-0.00013));
    let off = rate(0.183, 0.214, Status::OffTrack);
    let kept = rate(0.211, 0.214, Status::OnTrack);
    let missed = rate(1.4, 2.0, Status::Missed);
    world.card.commitments.clear();
    let story = world.story();
    let told = |one: &Judged| [story.target(one), story.actual(one), story.gap(one)].join(" | ");
    assert_eq!(told(&off), "0,21/h | 0,18/h | −0,03");
    assert_eq!(told(&missed), "2,0/h | 1,4/h | −0,6");
    assert_eq!(told(&kept), "0,2/h | 0,2/h | 0,0", "what is kept may look kept");
    assert_eq!(told(&share), "90% | 89,99% | −0,01 p.p.");
}
