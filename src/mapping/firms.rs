//! Texts that name a firm and no person.

use crate::model::fold::fold;
use crate::model::table::RawColumn;

use super::cells;

/// Share of a column's filled cells that must name a firm: others have names that only those who know them tell from persons.
const MANY: f64 = 0.3;

/// Legal forms, and words for what a firm is, folded.
const WORDS: [&str; 93] = [
    "ltda",
    "epp",
    "mei",
    "eireli",
    "cia",
    "inc",
    "llc",
    "llp",
    "ltd",
    "plc",
    "corp",
    "gmbh",
    "group",
    "grupo",
    "holding",
    "filhos",
    "irmaos",
    "sons",
    "bros",
    "company",
    "empresa",
    "industria",
    "comercio",
    "construtora",
    "transportes",
    "logistica",
    "logistics",
    "alimentos",
    "foods",
    "moveis",
    "maquinas",
    "tools",
    "tool",
    "farms",
    "fazenda",
    "escola",
    "colegio",
    "school",
    "clinica",
    "clinic",
    "hospital",
    "dental",
    "igreja",
    "church",
    "prefeitura",
    "city",
    "bar",
    "restaurante",
    "restaurant",
    "pizzaria",
    "cafe",
    "padaria",
    "bakery",
    "mercado",
    "mercadinho",
    "supermercado",
    "market",
    "loja",
    "store",
    "shop",
    "hotel",
    "pousada",
    "posto",
    "farmacia",
    "pharmacy",
    "auto",
    "motors",
    "condominio",
    "cond",
    "residencial",
    "edificio",
    "condos",
    "hoa",
    "associacao",
    "association",
    "cooperativa",
    "banco",
    "bank",
    "engenharia",
    "engineering",
    "mfg",
    "manufacturing",
    "solutions",
    "services",
    "servicos",
    "tecnologia",
    "tech",
    "software",
    "consultoria",
    "consulting",
    "advogados",
    "law",
    "sociedade",
];

/// True where many cells of a column name a firm.
pub fn is_of_firms(column: &RawColumn, filled: u64) -> bool {
    let firms = column.iter().filter_map(cells::text).filter(|text| is_firm(text)).count();
    firms as f64 >= MANY * filled as f64
}

/// Legal forms of two letters, which are words or names where they are written otherwise: `Marco Sá`.
const ENDINGS: [&str; 4] = [" SA", " ME", " SS", " Co"];

fn is_firm(text: &str) -> bool {
    let bare = text.trim().replace(['.', '/'], "");
    ENDINGS.iter().any(|form| bare.ends_with(form))
        || bare
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| WORDS.contains(&fold(word).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn firms_and_persons() {
        for firm in [
            "Alfa Ltda.",
            "Beta S/A",
            "GAMA S.A.",
            "Orla, Inc",
            "Bar do Zé",
            "Cond. Atlântico",
            "Smith & Sons",
        ] {
            assert!(is_firm(firm), "{firm}");
        }
        for person in [
            "Ana Lima",
            "Sr. Nelson",
            "Terrence Boyd",
            "Larissa e Pedro",
            "Fam. Ferreira",
            "Marco Sá",
        ] {
            assert!(!is_firm(person), "{person}");
        }
    }
}
