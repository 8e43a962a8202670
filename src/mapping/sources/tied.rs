//! Files of one moment, as copying and unpacking leave them.

use std::collections::BTreeSet;

use crate::intake;

use super::super::read::FileRows;

/// A file's rows with the numbers of its source and its own.
type Numbered = ((u16, u16), FileRows);

/// Of files of one moment whose names tell no age the one with the newer rows is the newer; sheets of one file stay in their order.
pub(super) fn newest_rows_last(files: &mut [Numbered]) {
    let is_tie =
        |one: &Numbered, other: &Numbered| one.1.account.modified == other.1.account.modified;
    let numbers: Vec<(u16, u16)> = files.iter().map(|(place, _)| *place).collect();
    for tied in files.chunk_by_mut(is_tie).filter(|tied| !tell_ages(tied)) {
        tied.sort_by_key(|(_, file)| file.account.newest_row);
    }
    for (number, (place, file)) in numbers.into_iter().zip(files) {
        *place = number;
        file.frame.origin.iter_mut().for_each(|origin| origin.file = number.1);
    }
}

/// Two names differ in a number or a month alone, or are of sheets of one file; or a name carries a date.
fn tell_ages(files: &[Numbered]) -> bool {
    let mut kinds = BTreeSet::new();
    let mut names = files.iter().map(|(_, file)| &file.account.file);
    names.any(|name| intake::is_dated(name) || !kinds.insert(intake::words_of_name(name)))
}
