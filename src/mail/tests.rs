//! Letters as people get them, in both languages.

use super::folder::deliver_to_folder;
use super::mime::message;
use super::{Letter, MailError, Run, channel::channel_text, letters};
use crate::issue::{Code, Issue};
use crate::model::agreement::{Language, OwnerNames, PersonalData};
use crate::model::letter::Reader;
use crate::model::moment::{Horizon, Moment, Precision};
use crate::model::records::LogEntry;
use crate::model::words::{Audience, Grouping, LogKind};
use crate::model::words::{Status, Team};
use crate::model::zone::Day;
use crate::scorecard::card::{
    About, Breaches, Comparison, Decision, Lever, Measure, Range, Review, Side, Slice, Stale,
};
use crate::texts::tests::fixture::{World, day, world};

fn run(world: &World) -> Run {
    Run {
        now: world.card.cut_off.at() + 360,
        revision: 0,
        day: day(11, 23),
        slot: Some(8 * 3600),
        subject: String::new(),
        attachment_name: "acordo_2026-11-23.xlsx".into(),
        whole_book: None,
        last_cut_off: Some(Horizon::new(world.card.cut_off.at() - 86_400)),
    }
}

fn of(world: &World, audience: Audience) -> Letter {
    letters(&world.story(), &run(world))
        .unwrap()
        .into_iter()
        .find(|letter| letter.reader == Reader::Team(audience))
        .unwrap()
}

#[test]
fn three_letters_with_the_answer_in_the_subject() {
    let world = world(Language::PtBr);
    let all = letters(&world.story(), &run(&world)).unwrap();
    assert_eq!(
        all.iter().map(|letter| letter.reader.team().unwrap()).collect::<Vec<_>>(),
        [Audience::Marketing, Audience::Sales, Audience::Both]
    );
    for letter in &all {
        assert_eq!(
            letter.subject,
            "Acordo 23/11 · Marketing 97% do ritmo · Vendas 12 sem tentativa registrada"
        );
        assert!(letter.html.len() < 60_000, "{}", letter.html.len());
        assert!(letter.text.lines().all(|line| line.chars().count() <= 76), "{}", letter.text);
        assert!(!letter.html.contains("data:") && !letter.html.contains("{{"));
    }
    let english = of(&super::tests::world(Language::En), Audience::Sales);
    assert_eq!(
        english.subject,
        "Agreement 23 Nov · Marketing 97% of pace · Sales 12 without a logged attempt"
    );
}

#[test]
fn a_good_pace_in_the_subject_hides_no_broken_promise() {
    for (language, said) in [
        (Language::PtBr, "Acordo 23/11 · Marketing fora do acordo, 97% do ritmo · Vendas"),
        (Language::En, "Agreement 23 Nov · Marketing off track, 97% of pace · Sales"),
    ] {
        let mut world = world(language);
        let handoff = world.card.commitments.iter_mut().find(|one| one.id == "handoff").unwrap();
        handoff.status = Status::OffTrack;
        let subject = of(&world, Audience::Both).subject;
        assert!(subject.starts_with(said), "{subject}");
    }
}

#[test]
fn identity_is_stable_and_every_part_of_the_key_is_in_it() {
    let mut world = world(Language::PtBr);
    let first = of(&world, Audience::Marketing);
    assert_eq!(first, of(&world, Audience::Marketing));
    assert!(
        first.message_id.starts_with("<acordo.2026-11-23.0800.mkt.r0.")
            && first.message_id.ends_with("@empresa.com.br>"),
        "{}",
        first.message_id
    );
    assert_eq!(first.file_name, "2026-11-23_0800_marketing_r0.eml");
    let mut again = run(&world);
    (again.revision, again.slot) = (1, None);
    world.agreement.mail.thread_by_month = true;
    let second = letters(&world.story(), &again).unwrap().remove(0);
    assert!(second.message_id.contains(".mkt.r1.") && second.subject.ends_with("(corrigido)"));
    assert!(
        second.references[0].starts_with("<acordo.2026-11.mkt.")
            && second.references[1].contains(".r0.")
    );
    assert_eq!(second.file_name, "2026-11-23_marketing_r1.eml");
    world.card.period.first = day(10, 1);
    assert_ne!(of(&world, Audience::Marketing).message_id, first.message_id);
}

#[test]
fn names_appear_as_the_agreement_allows() {
    let mut world = world(Language::PtBr);
    world.agreement.report.owners = OwnerNames::Initials;
    assert!(of(&world, Audience::Sales).text.contains("Rafael Moura"));
    let marketing = of(&world, Audience::Marketing);
    assert!(!marketing.text.contains("Rafael Moura") && marketing.text.contains("J. P. ·"));
    assert!(!marketing.html.contains("Rio"), "a company is masked too");
    assert!(marketing.attachment_name.is_empty());
    assert!(!of(&world, Audience::Sales).attachment_name.is_empty());
    world.agreement.report.personal_data = PersonalData::Full;
    let full = of(&world, Audience::Marketing);
    assert!(full.html.contains("Hotel &lt;b&gt;Rio&lt;&#x2f;b&gt; Manso"), "escaped");
    world.agreement.report.owners = OwnerNames::None;
    world.agreement.report.personal_data = PersonalData::None;
    let marketing = of(&world, Audience::Marketing);
    assert!(
        !marketing.html.contains("J. P.")
            && !marketing.html.contains("Planalto")
            && marketing.html.contains("L-29637")
    );
    let both = of(&world, Audience::Both);
    assert!(!both.html.contains("Rafael") && !channel_text(&world.story()).contains("Rafael"));
}

#[test]
fn old_data_and_missing_sources_come_first() {
    let mut world = world(Language::PtBr);
    world
        .issues
        .push(Issue::warning(Code::Stale, vec![("source", "crm".into()), ("age", "3 d".into())]));
    let newest = world.agreement.zone.start_of(Day::ymd(2026, 11, 20).unwrap());
    world.card.stale = vec![Stale { source: "crm".into(), newest }];
    world.issues.push(Issue::serious(Code::SourceRefused, vec![]));
    let letter = of(&world, Audience::Sales);
    assert!(letter.subject.starts_with("Dados só até 20/11 · Acordo 23/11"), "{}", letter.subject);
    assert!(channel_text(&world.story()).starts_with("Dados velhos: crm só até 20/11/2026."));
    let text = letter.text;
    let place = |needle: &str| text.find(needle).unwrap();
    assert!(
        place("Dados velhos: crm só até 20/11/2026.") < place("1 fonte não pôde")
            && place("1 fonte não pôde") < place("VENDAS")
    );
}

#[test]
fn long_names_keep_the_columns() {
    let mut world = world(Language::PtBr);
    world.agreement.required.extend(["cargo", "cidade", "estado"].map(String::from));
    let place = world.card.commitments.iter().position(|one| one.id == "handoff");
    world.card.commitments[place.unwrap()].status = Status::AtRisk;
    let text = of(&world, Audience::Marketing).text;
    assert!(text.contains("  Passagem com e-mail, telefone, empresa, cargo, cidade e estado\n                                               90,7%  ▲ em risco"), "{text}");
}

#[test]
fn a_quiet_day_reads_well() {
    let mut world = world(Language::PtBr);
    world.card.actions.clear();
    world.card.previous = None;
    let letter = letters(&world.story(), &run(&world)).unwrap().remove(1);
    assert!(letter.text.contains("HOJE, EM VENDAS: NADA VENCIDO, NADA VENCE HOJE"));
    assert!(!letter.html.contains("O que mudou") && !letter.text.contains("O QUE MUDOU"));
    assert!(letter.subject.ends_with("Vendas fora do acordo"));
}

#[test]
fn a_message_is_frozen_and_needs_its_addresses() {
    let world = world(Language::PtBr);
    let letter = of(&world, Audience::Sales);
    let bytes = message(&letter, &world.agreement.mail, b"PK\x03\x04 book").unwrap();
    assert_eq!(bytes, message(&letter, &world.agreement.mail, b"PK\x03\x04 book").unwrap());
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.replace("\r\n", "").bytes().all(|byte| byte != b'\n' && byte != b'\r'),
        "only CRLF"
    );
    for header in [
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "List-Id: <sales.",
        "Reply-To: revops@",
        "Date: Mon, 23 Nov 2026 11:06:00",
    ] {
        assert!(text.contains(header), "{header}");
    }
    let mut alone = letter.clone();
    alone.recipients.clear();
    assert!(matches!(message(&alone, &world.agreement.mail, b""), Err(MailError::NoRecipients)));
    alone.recipients.push("nobody".into());
    assert!(matches!(message(&alone, &world.agreement.mail, b""), Err(MailError::BadAddress(_))));
    let mut settings = world.agreement.mail.clone();
    settings.from = None;
    assert!(matches!(message(&letter, &settings, b""), Err(MailError::NoSender)));
}

#[test]
fn files_are_written_whole_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = folder.path().join("outbox");
    deliver_to_folder(&outbox, "a.eml", b"one").unwrap();
    let path = deliver_to_folder(&outbox, "a.eml", b"two").unwrap();
    assert_eq!(std::fs::read(path).unwrap(), b"two");
    assert_eq!(std::fs::read_dir(outbox).unwrap().count(), 1);
}

/// Writes the letters where `ACORDO_LOOK` points, for eyes and other programs.
#[test]
fn letters_for_the_eye() {
    let Some(folder) = std::env::var_os("ACORDO_LOOK").map(std::path::PathBuf::from) else {
        return;
    };
    for language in Language::ALL {
        let world = world(language);
        for letter in letters(&world.story(), &run(&world)).unwrap() {
            let stem = format!("{}-{}", language.tag(), letter.reader.word());
            deliver_to_folder(&folder, &format!("{stem}.html"), letter.html.as_bytes()).unwrap();
            deliver_to_folder(&folder, &format!("{stem}.txt"), letter.text.as_bytes()).unwrap();
            deliver_to_folder(
                &folder,
                &format!("{stem}.eml"),
                &message(&letter, &world.agreement.mail, b"PK\x03\x04").unwrap(),
            )
            .unwrap();
        }
        deliver_to_folder(
            &folder,
            &format!("{}-resumo.txt", language.tag()),
            channel_text(&world.story()).as_bytes(),
        )
        .unwrap();
    }
}

#[test]
fn what_is_only_shown_another_way_has_not_changed() {
    let mut world = world(Language::PtBr);
    let few = world.card.commitments.iter_mut().find(|judged| judged.id == "first").unwrap();
    few.status = Status::NotAssessed;
    few.numbers.actual = Some(1.0);
    (few.numbers.numerator, few.numbers.denominator) = (Some(8.0), Some(8.0));
    let before = world.card.previous.as_mut().unwrap();
    before.actuals.clear();
    before.actuals.insert("first".to_owned(), (Some(1.0), Status::NotAssessed));
    let letter = of(&world, Audience::Sales);
    assert!(!letter.text.contains("era 100"), "{}", letter.text);
}

/// 40 of 50 before and 48 of 50 after: +16 points, +3.2 to +29.2; the windows became full an hour before the cut-off.
#[test]
fn a_decision_is_told_once_its_windows_are_full() {
    let mut world = world(Language::En);
    let cut_off = world.card.cut_off.at();
    let at = Moment::new(cut_off - 40 * 86_400, Precision::Second);
    let entry = LogEntry {
        at,
        kind: LogKind::Decision,
        text: "Call\n at once <b>.".into(),
        by: None,
        about: None,
        lead: None,
    };
    world.data.log = vec![entry];
    let side = |value: f64| {
        Some(Side {
            first: day(10, 1),
            last: day(10, 30),
            days: 20,
            value: Some(value),
            cases: 50.0,
        })
    };
    let place =
        world.card.commitments.iter().position(|judged| judged.team == Team::Sales).unwrap();
    let comparison = Comparison {
        commitment: place,
        measure: Measure::Share,
        before: side(0.8),
        after: side(0.96),
        difference: Some(Range { low: 0.032, mid: Some(0.16), high: 0.292 }),
        why_not: None,
        full_at: Some(cut_off - 3600),
    };
    world.card.decisions = vec![Decision {
        number: 3,
        entry: 0,
        day: day(10, 14),
        about: About::All,
        comparisons: vec![comparison],
    }];
    let sales = of(&world, Audience::Sales);
    let told = "D3, 14 Oct: Call at once <b>. ";
    let flat = sales.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains(told)
            && flat.contains("from 80.0% to 96.0%, +16.0 pp (95% CI: +3.2 to +29.2)."),
        "{}",
        sales.text
    );
    assert!(
        sales.html.contains("Call at once &lt;b&gt;") && flat.contains("the cause may be another"),
        "{}",
        sales.html
    );
    assert!(
        !of(&world, Audience::Marketing).text.contains(told),
        "sales' promise is not marketing's"
    );
    let again = Run { last_cut_off: Some(Horizon::new(cut_off - 1800)), ..run(&world) };
    let again = letters(&world.story(), &again).unwrap();
    assert!(again.iter().all(|letter| !letter.text.contains("D3, 14 Oct")), "told already");
}

/// 31 of 64 breaches with 76 of 411 cases: 48 % with 18 %; at the rate of the others 33 of 335 break, so 90.1 % would be kept.
#[test]
fn a_letter_says_where_to_begin_and_hides_names_from_others() {
    let mut world = world(Language::PtBr);
    world.agreement.report.owners = OwnerNames::Initials;
    let place =
        world.card.commitments.iter().position(|judged| judged.team == Team::Sales).unwrap();
    let slice = Slice {
        by: Grouping::Owner,
        value: Some("Rafael Moura".into()),
        cases: 76.0,
        breaches: 31.0,
        beyond: 19.2,
    };
    let lever = Lever {
        team: Team::Sales,
        commitment: place,
        slice: Some(slice.clone()),
        without: Some(1.0 - 33.0 / 335.0),
        closes: Some(1.0),
        is_of_cases: true,
        missing: Some(23.0),
    };
    world.card.diagnosis.breaches =
        vec![Breaches { commitment: place, cases: 411.0, broken: 64.0, slices: vec![slice] }];
    world.card.diagnosis.levers = vec![lever];
    world.card.diagnosis.reviews =
        vec![Review::OffTrack { commitment: place, days: 5, since: Day(0) }];
    let flat = |letter: &Letter| letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sales = flat(&of(&world, Audience::Sales));
    assert!(
        sales.contains("1ª tentativa em 1 h útil: começar pelos leads de Rafael Moura"),
        "{sales}"
    );
    assert!(sales.contains("31 de 64 falhas: 48% das falhas com 18% dos casos."), "{sales}");
    assert!(
        sales.contains("para 90,1% (acordo 90%): fecha toda a falta.")
            && !sales.contains("fora do acordo há 5 dias úteis seguidos"),
        "{sales}"
    );
    let both = flat(&of(&world, Audience::Both));
    assert!(
        both.contains("começar pelos leads de R. M.") && !both.contains("Rafael Moura: começar"),
        "{both}"
    );
    assert!(
        !flat(&of(&world, Audience::Marketing)).contains("começar pelos leads"),
        "a lever is its team's"
    );
    let chat = channel_text(&world.story());
    assert!(
        chat.contains(
            "Vendas, por onde começar. 1ª tentativa em 1 h útil: começar pelos leads de R. M. 31 de 64"
        ),
        "{chat}"
    );
    assert!(chat.contains("fora do acordo há 5 dias úteis seguidos"), "{chat}");
    world.agreement.report.owners = OwnerNames::None;
    assert!(channel_text(&world.story()).contains("começar pelos leads de um só responsável"));
}
