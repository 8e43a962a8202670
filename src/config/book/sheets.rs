//! The cells of an agreement's workbook as keys: each sheet by its headings and labels, in whatever order people have them.

use std::collections::BTreeMap;

use crate::config::place::Place;
use crate::config::problem::{Problem, nearest};
use crate::config::undecided;
use crate::intake::{Held, WholeCell, WholeSheet};
use crate::model::agreement::Language;
use crate::model::fold::{fold, fold_words};

use super::above::{self, is_own};
use super::cell::{self, shown, words};
use super::layout::{Both, FORM, Kind, LATER, Line, Part, Pattern, TO_DECIDE, layout, of};
use super::node::{self, Node, Step, Tree};
use super::tongue::language;

/// Lists whose entries are counted.
const LISTS: [&str; 5] = ["objective", "working-time", "commitment", "role", "source"];

/// Where a line of the layout stands in the workbook: its row in a form, its column in a list.
#[derive(Clone, Debug)]
pub struct Head {
    /// The sheet.
    pub sheet: String,
    /// The part's path.
    pub into: &'static str,
    /// The line.
    pub line: &'static Line,
    /// Row of a form's line.
    pub row: Option<u32>,
    /// Column of a list's line.
    pub column: Option<u16>,
}

/// What the cells of a workbook say.
pub struct Cells {
    /// The keys.
    pub tree: Tree,
    /// Path and first cell of each part whose sheet is there.
    pub pages: Vec<(&'static str, Place)>,
    /// Where lines stand.
    pub heads: Vec<Head>,
    /// Paths of parts whose sheet is not there.
    pub absent: Vec<&'static str>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What is to be decided beside the values: rows of the sheet for that, and keys.
    pub asked: Vec<(Place, String)>,
    /// The language it is written in, as it says.
    pub language: Language,
    names: BTreeMap<String, usize>,
}

/// Reads the sheets of a workbook.
pub fn read(sheets: &[WholeSheet]) -> Cells {
    let mut cells = Cells {
        tree: Tree::new(),
        pages: Vec::new(),
        heads: Vec::new(),
        absent: Vec::new(),
        problems: Vec::new(),
        asked: undecided(sheets),
        language: language(sheets).unwrap_or(Language::PtBr),
        names: BTreeMap::new(),
    };
    let known: Vec<&Both> = layout().parts.iter().map(|part| &part.sheet).collect();
    for (at, part) in layout().parts.iter().enumerate() {
        if layout().parts.iter().take(at).any(|before| before.sheet == part.sheet) {
            continue;
        }
        let mut own = sheets.iter().enumerate().filter(|(_, sheet)| part.is_of(&sheet.name));
        if let Some((order, sheet)) = own.next() {
            let page = Page { order, sheet };
            let parts = layout().of_sheet(&sheet.name);
            cells.pages.extend(parts.iter().map(|part| (part.into.as_str(), page.place(0, 0))));
            if part.list { cells.list(&page, part) } else { cells.form(&page) }
        } else {
            let parts = layout().parts.iter().filter(|other| other.sheet == part.sheet);
            cells.absent.extend(parts.map(|part| part.into.as_str()));
        }
        for (order, sheet) in own {
            cells.refuse(&Page { order, sheet }.place(0, 0), "sheet-twice", &sheet.name, "", None);
        }
    }
    for (order, sheet) in sheets.iter().enumerate() {
        let is_known =
            known.iter().any(|both| both.iter().any(|name| fold(name) == fold(&sheet.name)));
        if is_known || is_own(&sheet.name) || sheet.cells.is_empty() {
            continue;
        }
        let mut names: Vec<&str> = known.iter().map(|both| of(both, cells.language)).collect();
        names.dedup();
        let place = Page { order, sheet }.place(0, 0);
        let hint = nearest(&sheet.name, names.iter().copied());
        cells.refuse(&place, "unknown-sheet", &sheet.name, &names.join(", "), hint);
    }
    cells.lost_sheets();
    cells
}

/// What the sheet of what is to be decided still asks, each with its cell.
fn undecided(sheets: &[WholeSheet]) -> Vec<(Place, String)> {
    let is_asking =
        |sheet: &&WholeSheet| TO_DECIDE.iter().any(|own| fold(own) == fold(&sheet.name));
    let Some((order, sheet)) = sheets.iter().enumerate().find(|(_, sheet)| is_asking(sheet)) else {
        return Vec::new();
    };
    let page = Page { order, sheet };
    sheet
        .cells
        .iter()
        .filter(|cell| asks(cell))
        .map(|cell| (page.at(cell), words(&cell.held).to_owned()))
        .collect()
}

/// True of a cell that is to be decided.
fn asks(cell: &WholeCell) -> bool {
    undecided::asked(words(&cell.held)).is_some()
}

/// A sheet with its position.
struct Page<'a> {
    order: usize,
    sheet: &'a WholeSheet,
}

impl<'a> Page<'a> {
    fn place(&self, row: u32, column: u16) -> Place {
        Place { order: self.order, sheet: self.sheet.name.clone(), row, column }
    }

    fn at(&self, cell: &WholeCell) -> Place {
        self.place(cell.row, cell.column)
    }

    /// Its rows from one on, each with its cells.
    fn rows(&self, from: u32) -> Vec<(u32, Vec<&'a WholeCell>)> {
        let mut rows: Vec<(u32, Vec<&WholeCell>)> = Vec::new();
        for cell in self.sheet.cells.iter().filter(|cell| cell.row >= from) {
            match rows.last_mut() {
                Some((row, cells)) if *row == cell.row => cells.push(cell),
                _ => rows.push((cell.row, vec![cell])),
            }
        }
        rows
    }
}

/// What a column of a sheet is.
enum Column {
    /// A line of the layout.
    Line(&'static Line),
    /// People's own, or for reading only.
    Own,
    /// A heading that nobody knows.
    Unknown(Place, String),
}

impl Cells {
    fn refuse(
        &mut self,
        place: &Place,
        code: &'static str,
        found: &str,
        allowed: &str,
        hint: Option<String>,
    ) {
        let problem = Problem::at(0, found, code, (found, allowed));
        self.problems.push(Problem { hint, cell: Some(place.clone()), ..problem });
    }

    /// A sheet that is not there may have been deleted by mistake, and with it all that stood on it; one under a name that is near
    /// is told by that name.
    fn lost_sheets(&mut self) {
        for part in &layout().parts {
            let name = of(&part.sheet, self.language);
            let is_told = |problem: &Problem| {
                problem.path == name || problem.hint.as_deref().is_some_and(|hint| hint == name)
            };
            if !self.absent.contains(&part.into.as_str()) || self.problems.iter().any(is_told) {
                continue;
            }
            self.problems.push(Problem::whole(name, "sheet-missing"));
        }
    }

    /// A form: a line a row, its value under the heading; a further column is a further version.
    fn form(&mut self, page: &Page<'_>) {
        let parts = layout().of_sheet(&page.sheet.name);
        let is_head = |cell: &&WholeCell| {
            let [_, value, ..] = FORM;
            value.iter().any(|word| fold(word) == fold(words(&cell.held)))
        };
        let Some(head) = page.sheet.cells.iter().find(is_head) else {
            if let Some(first) = page.sheet.cells.first() {
                let [_, [pt, en], ..] = FORM;
                let place = page.at(first);
                self.refuse(&place, "no-heading", &page.sheet.name, &format!("{pt} / {en}"), None);
            }
            return;
        };
        let heads: BTreeMap<u16, Option<usize>> = page
            .sheet
            .cells
            .iter()
            .filter(|cell| cell.row == head.row)
            .map(|cell| (cell.column, version(words(&cell.held))))
            .collect();
        let label_column = heads.keys().next().copied().unwrap_or_default();
        for (row, cells) in page.rows(head.row + 1) {
            let label = cells.iter().find(|cell| cell.column == label_column);
            let label_words = label.map_or("", |cell| words(&cell.held));
            let line =
                parts.iter().find_map(|part| part.line(label_words).map(|(_, line)| (*part, line)));
            if let Some((part, line)) = line {
                let sheet = page.sheet.name.clone();
                let (row, column) = (Some(row), None);
                self.heads.push(Head { sheet, into: &part.into, line, row, column });
            }
            for cell in cells.iter().filter(|cell| cell.column != label_column) {
                match (heads.get(&cell.column), line) {
                    (Some(Some(version)), Some((part, line))) => {
                        self.form_value(page, part, line, (*version, cell));
                    }
                    (Some(Some(_)), None) => self.unknown_label(page, &parts, label_words, cell),
                    (Some(None), _) => {}
                    (None, _) => {
                        self.refuse(&page.at(cell), "outside", &shown(&cell.held), "", None);
                    }
                }
            }
        }
    }

    fn unknown_label(
        &mut self,
        page: &Page<'_>,
        parts: &[&'static Part],
        label: &str,
        cell: &WholeCell,
    ) {
        let lines = parts.iter().flat_map(|part| &part.lines);
        let labels: Vec<&str> = lines.map(|line| of(&line.label, self.language)).collect();
        let hint = nearest(label, labels.iter().copied());
        self.refuse(&page.at(cell), "unknown-label", label, &labels.join(", "), hint);
    }

    fn form_value(
        &mut self,
        page: &Page<'_>,
        part: &'static Part,
        line: &'static Line,
        (version, cell): (usize, &WholeCell),
    ) {
        let place = page.at(cell);
        if version > 1 && !part.has_versions() {
            self.refuse(&place, "one-version", of(&line.label, self.language), "", None);
            return;
        }
        let path = part.path(version, &|_| None).unwrap_or_default();
        self.value(&path, line, cell, &place);
    }

    /// Reads a cell and puts it under a key.
    fn value(&mut self, path: &[Step], line: &Line, cell: &WholeCell, place: &Place) {
        let label = of(&line.label, self.language).to_owned();
        match cell::read(&line.kind, &cell.held, self.language) {
            Ok(node) => {
                let steps = line.key.split('.').filter(|key| !key.is_empty());
                let keys = steps.map(|key| Step::Key(key.to_owned()));
                let path: Vec<Step> = path.iter().cloned().chain(keys).collect();
                if !self.tree.put(&path, node, place) {
                    self.refuse(place, "said-twice", &label, "", None);
                }
            }
            Err(code) => self.unread(place, code, &label, &cell.held),
        }
    }

    fn unread(&mut self, place: &Place, code: &'static str, label: &str, held: &Held) {
        self.refuse(place, code, &shown(held), "", None);
        if let Some(problem) = self.problems.last_mut() {
            label.clone_into(&mut problem.path);
        }
    }

    /// A list: the row of headings, then an entry a row.
    fn list(&mut self, page: &Page<'_>, part: &'static Part) {
        let known = |cells: &[&WholeCell]| {
            cells.iter().filter(|cell| part.line(words(&cell.held)).is_some()).count()
        };
        let rows = page.rows(0);
        let Some((head_row, heads)) = rows.iter().find(|(_, cells)| known(cells) > 1) else {
            // Title and sentence may stay where every row was deleted.
            if let Some((row, cells)) = rows.iter().find(|(row, cells)| *row > 2 || cells.len() > 1)
            {
                let labels: Vec<&str> =
                    part.lines.iter().map(|line| of(&line.label, self.language)).collect();
                let column = cells.first().map_or(0, |cell| cell.column);
                let place = page.place(*row, column);
                self.refuse(&place, "no-heading", &page.sheet.name, &labels.join(", "), None);
            }
            return;
        };
        let columns = self.columns(page, part, heads);
        let above: Vec<_> = rows.iter().take_while(|(row, _)| row < head_row).cloned().collect();
        if let Some(cell) = above::entry(part, heads, &above) {
            self.refuse(&page.at(cell), "above-headings", &shown(&cell.held), "", None);
        }
        let mut told: Vec<u16> = Vec::new();
        let entries = rows.iter().filter(|(row, _)| row > head_row);
        let mut count = 0;
        for (row, cells) in entries {
            let mut own: Vec<(&'static Line, &WholeCell)> = Vec::new();
            for cell in cells {
                match columns.get(&cell.column) {
                    Some(Column::Line(line)) => own.push((line, cell)),
                    Some(Column::Own) => {}
                    Some(Column::Unknown(..)) if told.contains(&cell.column) => {}
                    Some(Column::Unknown(place, name)) => {
                        told.push(cell.column);
                        let labels: Vec<&str> =
                            part.lines.iter().map(|line| of(&line.label, self.language)).collect();
                        let hint = nearest(name, labels.iter().copied());
                        self.refuse(place, "unknown-label", name, &labels.join(", "), hint);
                    }
                    None => self.refuse(&page.at(cell), "outside", &shown(&cell.held), "", None),
                }
            }
            if !own.is_empty() {
                count += 1;
                self.row(page, part, (*row, count), &own, &columns);
            }
        }
    }

    fn columns(
        &mut self,
        page: &Page<'_>,
        part: &'static Part,
        heads: &[&WholeCell],
    ) -> BTreeMap<u16, Column> {
        let mut columns = BTreeMap::new();
        for cell in heads {
            let name = words(&cell.held);
            let column = match part.line(name) {
                Some((_, line)) => {
                    let is_taken = columns.values().any(
                        |column| matches!(column, Column::Line(own) if std::ptr::eq::<Line>(*own, line)),
                    );
                    if is_taken {
                        self.refuse(&page.at(cell), "said-twice", name, "", None);
                        continue;
                    }
                    let sheet = page.sheet.name.clone();
                    let (row, column) = (None, Some(cell.column));
                    self.heads.push(Head { sheet, into: &part.into, line, row, column });
                    Column::Line(line)
                }
                None if is_own(name) => Column::Own,
                None => Column::Unknown(page.at(cell), name.to_owned()),
            };
            columns.insert(cell.column, column);
        }
        columns
    }

    /// An entry of a list: its pieces make the path, its other cells the values.
    fn row(
        &mut self,
        page: &Page<'_>,
        part: &'static Part,
        (row, count): (u32, usize),
        own: &[(&'static Line, &WholeCell)],
        columns: &BTreeMap<u16, Column>,
    ) {
        let place = own.first().map_or_else(Place::default, |(_, cell)| page.at(cell));
        // Without its key a row says nothing yet.
        if own.iter().any(|(line, cell)| line.is_piece && asks(cell)) {
            let asking = own.iter().filter(|(_, cell)| asks(cell));
            let told = asking.map(|(_, cell)| (page.at(cell), words(&cell.held).to_owned()));
            return self.asked.extend(told);
        }
        let mut pieces: BTreeMap<&str, Step> = BTreeMap::new();
        for line in part.lines.iter().filter(|line| line.is_piece) {
            let cell = own.iter().find(|(own, _)| std::ptr::eq(*own, line)).map(|(_, cell)| *cell);
            let Some(step) = self.piece(page, line, cell) else {
                if cell.is_none() {
                    self.lacks(page, (row, place.column), line, columns);
                }
                return;
            };
            pieces.insert(&line.key, step);
        }
        let is_without_value = !pieces.is_empty() && own.iter().all(|(line, _)| line.is_piece);
        if let Some(line) = part.lines.iter().find(|line| !line.is_piece && is_without_value) {
            return self.lacks(page, (row, place.column), line, columns);
        }
        if part.is_rest() {
            self.rest(page, own);
            return;
        }
        let Some(mut path) = part.path(count, &|name| pieces.get(name).cloned()) else { return };
        if let Some(cell) =
            part.key_piece().and_then(|key| own.iter().find(|(line, _)| *line == key))
            && self.tree.has(&path)
        {
            self.refuse(&page.at(cell.1), "said-twice", &shown(&cell.1.held), "", None);
            return;
        }
        let has_items = part.pattern().last() == Some(&Pattern::Items);
        let has_time = own.iter().any(|(line, _)| line.key == "time");
        let is_value = |line: &Line| !line.is_piece;
        if !has_items && part.lines.iter().all(|line| !is_value(line) || !line.key.is_empty()) {
            self.tree.branch(&path, &place);
        }
        for (line, cell) in own.iter().filter(|(line, _)| is_value(line)) {
            let place = page.at(cell);
            match (line.key.is_empty(), has_items, has_time) {
                (true, true, _) => self.item(&path, line, cell, &place),
                (true, _, true) => {
                    path.push(Step::Key("date".to_owned()));
                    self.value(&path, line, cell, &place);
                    path.pop();
                }
                _ => self.value(&path, line, cell, &place),
            }
        }
        if let Some((_, name)) =
            own.iter().find(|(line, _)| part.into == "source[]" && line.key == "name")
        {
            self.names.entry(fold_words(&shown(&name.held))).or_insert(count);
        }
    }

    /// A row that says something has no cell of a line: the problem stands where that cell would.
    fn lacks(
        &mut self,
        page: &Page<'_>,
        (row, usual): (u32, u16),
        line: &'static Line,
        columns: &BTreeMap<u16, Column>,
    ) {
        let is_own = |(at, column): (&u16, &Column)| {
            matches!(column, Column::Line(own) if std::ptr::eq::<Line>(*own, line)).then_some(*at)
        };
        let column = columns.iter().find_map(is_own).unwrap_or(usual);
        let label = of(&line.label, self.language).to_owned();
        self.refuse(&page.place(row, column), "missing", &label, "", None);
    }

    fn item(&mut self, path: &[Step], line: &Line, cell: &WholeCell, place: &Place) {
        let label = of(&line.label, self.language).to_owned();
        match cell::read(&line.kind, &cell.held, self.language) {
            Ok(node) if self.tree.push(path, node.clone(), place) => {}
            Ok(_) => self.refuse(place, "said-twice", &label, "", None),
            Err(code) => self.unread(place, code, &label, &cell.held),
        }
    }

    /// The step of a path that a cell gives; what it lacks or cannot say is reported.
    fn piece(
        &mut self,
        page: &Page<'_>,
        line: &'static Line,
        cell: Option<&WholeCell>,
    ) -> Option<Step> {
        let Some(cell) = cell else {
            return match &line.kind {
                Kind::Position => Some(Step::At(1)),
                kind @ Kind::One(_) if line.key == "area" => {
                    layout().words(kind).into_iter().next().map(|(word, _)| Step::Key(word))
                }
                _ => None,
            };
        };
        let (place, label) = (page.at(cell), of(&line.label, self.language).to_owned());
        let text = match cell::read(&line.kind, &cell.held, self.language) {
            Ok(Node::Text(text) | Node::Plain(text)) => text,
            Ok(_) => shown(&cell.held),
            Err(code) => {
                self.unread(&place, code, &label, &cell.held);
                return None;
            }
        };
        let allowed = |kind: &Kind| {
            layout().words(kind).into_iter().map(|(word, _)| word).collect::<Vec<_>>()
        };
        match (line.key.as_str(), &line.kind) {
            ("source", _) => {
                let found = self.names.get(&fold_words(&text)).copied();
                // Without the sheet of files no name is known: that is told once.
                if found.is_none() && !self.absent.contains(&"source[]") {
                    let names: Vec<&str> = self.names.keys().map(String::as_str).collect();
                    let (list, hint) = (names.join(", "), nearest(&text, names.iter().copied()));
                    self.refuse(&place, "unknown-source", &text, &list, hint);
                }
                found.map(Step::At)
            }
            (_, Kind::Position) => {
                let number = text.parse().ok().filter(|at| *at > 0);
                let is_there =
                    number.is_some_and(|at| at <= self.tree.count("working-time").max(1));
                if !is_there {
                    self.refuse(&place, "bad-value", &text, "", None);
                }
                number.filter(|_| is_there).map(Step::At)
            }
            (_, kind @ Kind::One(_)) if !allowed(kind).contains(&text) => {
                let words = allowed(kind);
                let hint = nearest(&text, words.iter().map(String::as_str));
                self.refuse(&place, "bad-value", &text, &words.join(", "), hint);
                if let Some(problem) = self.problems.last_mut() {
                    problem.path = label;
                }
                None
            }
            _ => Some(Step::Key(text)),
        }
    }

    /// A key of the last sheet, by its path.
    fn rest(&mut self, page: &Page<'_>, own: &[(&'static Line, &WholeCell)]) {
        let Some((_, key)) = own.iter().find(|(line, _)| line.is_piece) else { return };
        let Some((line, value)) = own.iter().find(|(line, _)| !line.is_piece) else { return };
        let (place, text) = (page.at(key), shown(&key.held));
        let Some(path) = node::path(&text, &LISTS).filter(|path| self.is_within(path)) else {
            self.refuse(&place, "unknown-path", &text, "", None);
            return;
        };
        match cell::read(&line.kind, &value.held, self.language) {
            Ok(node) if node::is_command(&path, &node) => {
                self.refuse(&place, "only-in-toml", &text, "", None);
            }
            Ok(node) if self.tree.put(&path, node.clone(), &page.at(value)) => {}
            Ok(_) => self.refuse(&place, "said-twice", &text, "", None),
            Err(code) => self.unread(&page.at(value), code, &text, &value.held),
        }
    }

    /// True when the entry of a list that a path names is there, or is the next.
    fn is_within(&self, path: &[Step]) -> bool {
        match path {
            [Step::Key(key), Step::At(at), rest @ ..] => {
                let is_list = LISTS.contains(&key.as_str());
                is_list
                    && *at <= self.tree.count(key) + 1
                    && rest.iter().all(|step| matches!(step, Step::Key(_)))
            }
            [Step::Key(_), rest @ ..] => rest.iter().all(|step| matches!(step, Step::Key(_))),
            _ => false,
        }
    }
}

/// `Valor` is the first version, `Valor 2` or `Valor 2 (noutra data)` the second.
pub fn version(head: &str) -> Option<usize> {
    let [_, value, ..] = FORM;
    let said = fold(head);
    let rest = value.iter().find_map(|word| said.strip_prefix(&fold(word)))?;
    let rest = LATER.iter().find_map(|words| rest.strip_suffix(&fold(words))).unwrap_or(rest);
    if rest.is_empty() { Some(1) } else { rest.parse().ok().filter(|at| *at > 0) }
}
