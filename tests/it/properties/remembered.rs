//! §8.4: with dated exports and no "observed" plan, a run says the same with all that earlier runs left in the ledger as without.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use acordo::calendar::periods::Period;
use acordo::mapping::{self, Mapped};
use acordo::model::memory::{Cell, Looked, Said, Sightings, StageMemory};
use acordo::scorecard::card::{SaleRatio, Scorecard};

use super::world::World;
use super::{Setting, same};

/// The run again, after three earlier ones: the first saw each row elsewhere than where it stands now, the second an export without any step's
/// date, so that the ledger knows a day of its own for each stage that today's rows date, and `earlier` the same exports as today.
pub fn changes_nothing(
    world: &World,
    setting: &Setting,
    folder: &Path,
    run: &(Mapped, Scorecard),
    earlier: &(Mapped, Scorecard),
) -> Result<(), TestCaseError> {
    let (now, before) = world.as_of;
    let mut memory = StageMemory::default();
    let elsewhere = |(cell, said): &(Cell, Said)| (*cell, Said { word: said.word ^ 1, ..*said });
    let said = earlier.0.seen.said.iter().map(elsewhere).collect();
    remember(&mut memory, &Sightings { stays: Vec::new(), said, ..earlier.0.seen.clone() });
    world.write_undated(folder);
    let seen = mapping::map(&setting.agreement, &memory, setting.instant(before)).seen;
    world.write(folder);
    remember(&mut memory, &seen);
    remember(&mut memory, &earlier.0.seen);
    let again = setting.run_with(now, &memory, Some(&frozen(setting)));
    same(run, &again, "with a ledger")?;
    prop_assert_eq!(rest(&run.1), rest(&again.1), "with a ledger");
    Ok(())
}

/// As the ledger keeps it: what was seen last stands.
fn remember(memory: &mut StageMemory, seen: &Sightings) {
    for (source, day) in &seen.looked {
        let look =
            memory.looked.entry(source.clone()).or_insert(Looked { first: *day, last: *day });
        look.last = look.last.max(*day);
    }
    seen.stays.iter().for_each(|(stay, day)| {
        memory.stays.insert(*stay, *day);
    });
    seen.said.iter().for_each(|(cell, said)| {
        memory.said.insert(*cell, *said);
    });
}

/// A ratio that no plan of these worlds asks for.
fn frozen(setting: &Setting) -> SaleRatio {
    let Period { first, last, .. } = setting.period;
    SaleRatio {
        leads: 40,
        sales: 1,
        undated: 0,
        low: Some(10.0),
        high: None,
        first,
        last,
        is_final: true,
    }
}

/// Every other number.
fn rest(card: &Scorecard) -> [String; 6] {
    [
        format!("{:?}", card.plan),
        format!("{:?}", card.cadence),
        format!("{:?}", card.speed),
        format!("{:?}", card.conversion),
        format!("{:?}", card.diagnosis),
        format!("{:?}", card.actions),
    ]
}
