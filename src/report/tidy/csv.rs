//! Rows as text: UTF-8, commas, what a spreadsheet would run as a formula marked.

use std::io;

use super::{Columns, Field, Row, Sink};
use crate::model::runnable::plainly_marked;
use crate::model::zone::Zone;
use crate::texts::format::iso_date;

pub(super) struct Csv<'a> {
    out: csv::Writer<&'a mut (dyn io::Write + Send)>,
    zone: &'a Zone,
}

impl<'a> Csv<'a> {
    pub(super) fn new(
        to: &'a mut (dyn io::Write + Send),
        zone: &'a Zone,
        columns: Columns,
    ) -> io::Result<Self> {
        let mut out = csv::Writer::from_writer(to);
        out.write_record(columns.iter().map(|(name, _)| name))?;
        Ok(Self { out, zone })
    }
}

impl Sink for Csv<'_> {
    fn rows(&mut self, rows: Vec<Row>) -> io::Result<()> {
        for row in rows {
            self.out.write_record(row.iter().map(|field| written(field, self.zone)))?;
        }
        self.out.flush()
    }
}

fn written(field: &Field, zone: &Zone) -> String {
    match field {
        Field::Nothing => String::new(),
        Field::Text(text) => plainly_marked(text).into_owned(),
        Field::Whole(number) => number.to_string(),
        Field::Real(number) => number.to_string(),
        Field::Day(day) => iso_date(*day),
        Field::Instant(at) => zone.rfc3339(*at),
        Field::Flag(is) => is.to_string(),
    }
}
