//! Headings of further versions.

#[test]
fn a_further_version_is_found_by_its_heading() {
    for (heading, number) in [
        ("Valor", Some(1)),
        ("Valor 2", Some(2)),
        ("Valor 2 (noutra data)", Some(2)),
        ("VALUE 3 (from another date)", Some(3)),
        ("value3", Some(3)),
        ("Valor (noutra data)", Some(1)),
        ("Exemplo", None),
        ("Para que serve", None),
        ("Valor 0", None),
    ] {
        assert_eq!(super::super::sheets::version(heading), number, "{heading}");
    }
}
