//! Words with which people say, in the place of an address or a number, that there is none.

use crate::model::fold::fold;

/// Words that deny; each says it alone, or with any of [`PARTS`] behind it.
const DENIALS: [&str; 8] = ["nao", "naoha", "sem", "nenhum", "nenhuma", "none", "not", "no"];

/// What stands behind a denial, in any number and order: `naotememail`, `semtelefoneinformado`, `notprovided`.
const PARTS: [&str; 53] = [
    "address",
    "aplica",
    "aplicavel",
    "applicable",
    "available",
    "cadastrada",
    "cadastrado",
    "cadastro",
    "celular",
    "cel",
    "cliente",
    "consta",
    "contact",
    "contato",
    "deu",
    "disponivel",
    "email",
    "endereco",
    "fixo",
    "fone",
    "fornecido",
    "fornecida",
    "fornecer",
    "given",
    "has",
    "have",
    "info",
    "informacao",
    "informada",
    "informado",
    "informar",
    "informa",
    "informou",
    "information",
    "known",
    "mail",
    "mobile",
    "number",
    "numero",
    "passou",
    "phone",
    "possui",
    "possuo",
    "preenchido",
    "provided",
    "quis",
    "registro",
    "seaplica",
    "sei",
    "telefone",
    "tem",
    "tenho",
    "whatsapp",
];

/// What says it only as a whole cell: in an address it may be a name or a firm.
const CELLS: [&str; 16] = [
    "",
    "na",
    "nan",
    "nd",
    "ni",
    "nil",
    "nt",
    "null",
    "nulo",
    "nulos",
    "vazio",
    "empty",
    "blank",
    "unknown",
    "undefined",
    "desconhecido",
];

/// Names and sites under which forms are filled to try them.
const TRIALS: [&str; 5] = ["teste", "testes", "test", "testing", "fake"];

/// True of a cell, without digits, that stands for an empty one or says that there is none.
pub fn is_cell(text: &str) -> bool {
    let letters = letters(text);
    // `n tem`, `n informado`: as people write in a hurry.
    let is_short = letters.strip_prefix('n').is_some_and(are_parts);
    is_short || denies(&letters) || CELLS.contains(&letters.as_str())
}

/// True of the name before the `@` of an address that nobody has.
pub fn is_name(name: &str) -> bool {
    may_be_one(name) && {
        let letters = letters(name);
        (denies(&letters) && letters != "no") || TRIALS.contains(&letters.as_str())
    }
}

/// True of the site behind the `@`; firms may have one of the bare words.
pub fn is_site(site: &str) -> bool {
    is_name(site) && !matches!(letters(site).as_str(), "sem" | "not")
}

fn letters(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(char::is_alphabetic);
    folded
}

fn denies(letters: &str) -> bool {
    DENIALS.iter().any(|word| letters.strip_prefix(word).is_some_and(are_parts))
}

fn are_parts(letters: &str) -> bool {
    letters.is_empty() || PARTS.iter().any(|part| letters.strip_prefix(part).is_some_and(are_parts))
}

/// Most names are told by their first letter to be none of these.
fn may_be_one(name: &str) -> bool {
    let first = name.bytes().find(u8::is_ascii_alphabetic).map(|own| own.to_ascii_lowercase());
    !name.is_ascii() || first.is_some_and(|first| b"fnst".contains(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letters_are_those_of_the_words() {
        let words = DENIALS.iter().chain(&TRIALS);
        assert!(words.copied().all(may_be_one));
    }

    #[test]
    fn that_there_is_none_is_said_in_many_ways() {
        for text in [
            "",
            "-",
            "n",
            "N/A",
            "NaN",
            "não",
            "Não há",
            "Não tem",
            "Não tem e-mail",
            "não possui telefone",
            "NÃO INFORMADO",
            "não quis informar",
            "n tem",
            "sem",
            "Sem e-mail",
            "sem telefone fixo",
            "Sem WhatsApp",
            "nenhum",
            "(não consta)",
            "no e-mail",
            "no phone number",
            "none",
            "not provided",
            "Not available",
            "unknown",
            "00",
        ] {
            assert!(is_cell(text), "{text}");
        }
        for text in ["x", "teste", "ana souza", "Noé", "Norma", "semana que vem", "ver com Ana"] {
            assert!(!is_cell(text), "{text}");
        }
    }

    #[test]
    fn names_and_sites_of_nobody() {
        for name in
            ["naotem", "nao.tem", "NaoTemEmail2", "naoha", "não_possui", "sem", "nomail", "teste1"]
        {
            assert!(is_name(name), "{name}");
        }
        for name in
            ["no", "n", "na", "nadia", "norma", "sementes", "testemunha", "noel", "noha", "unknown"]
        {
            assert!(!is_name(name), "{name}");
        }
        assert!(is_site("naotem") && is_site("teste"));
        for site in ["sem", "not", "semparar", "nota", "noticias", "unknown"] {
            assert!(!is_site(site), "{site}");
        }
    }
}
