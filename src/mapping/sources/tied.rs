//! Files of one moment, as copying and unpacking leave them.

use crate::intake;

use super::super::read::FileRows;

/// A file's rows with the numbers of its source and its own.
type Numbered = ((u16, u16), FileRows);

/// Of files of one moment that no date in their names tells apart the one with the newer rows is the newer; sheets of one file stay in their order.
pub(super) fn newest_rows_last(files: &mut [Numbered]) {
    let newest =
        |file: &FileRows| file.frame.dates.values().flatten().flatten().map(|at| at.at()).max();
    let is_sheet = |pair: &[Numbered]| matches!(pair, [one, other] if one.1.account.file == other.1.account.file);
    if files.windows(2).any(is_sheet) {
        return;
    }
    let is_tie = |one: &Numbered, other: &Numbered| {
        one.1.account.modified == other.1.account.modified && !intake::is_dated(&one.1.account.file)
    };
    let numbers: Vec<(u16, u16)> = files.iter().map(|(place, _)| *place).collect();
    files.chunk_by_mut(is_tie).for_each(|tied| tied.sort_by_key(|(_, file)| newest(file)));
    for (number, (place, file)) in numbers.into_iter().zip(files) {
        *place = number;
        file.frame.origin.iter_mut().for_each(|origin| origin.file = number.1);
    }
}
