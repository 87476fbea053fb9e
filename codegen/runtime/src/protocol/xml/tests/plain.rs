//! Lines that are read without quick-xml mean the same as if it had read them.

use proptest::prelude::*;

use super::{parse, text};

/// Returns the elements of a body with their text and place, or what was found instead of a document.
fn elements(body: &str) -> Result<Vec<(String, String, usize, usize)>, String> {
    let document = parse(body).map_err(|error| error.to_string().split(" at byte ").next().unwrap().to_owned())?;
    let nodes = std::iter::once(&document.root).chain(&document.below);
    Ok(nodes.map(|node| (node.name.to_owned(), node.text.as_str().to_owned(), node.parent, node.end)).collect())
}

#[test]
fn white_space_before_a_tag_is_text_only_without_elements_beside_it() {
    assert_eq!(text("<a>\n  </a>"), "\n  ");
    assert_eq!(text("<a>\n          <!-- c -->\n x</a>"), "\n          \n x");
    assert_eq!(text("<a>\n  <![CDATA[ b]]></a>"), "\n   b");
    assert_eq!(text("<a>\n  &lt;</a>"), "\n  <");
    assert_eq!(elements("<a>\n  <b>c</b>\n</a>").unwrap()[0].1, "");
}

#[test]
fn an_error_after_lines_has_its_place_in_the_whole_body() {
    for (body, place) in [
        ("<a>\n  <b>c</b>\n  <b>&bad;</b></a>", "&bad;"),
        ("\u{feff}<a>\n  <b>c</b>\n  <b>c</d></a>", "</d>"),
        ("<a>\n  <b>c</b>\n        <!DOCTYPE a></a>", "<!DOCTYPE"),
        ("<a>\n  <b>c</b>\n</a>\n<b>c</b>", "<b>"),
    ] {
        assert_eq!(parse(body).unwrap_err().offset() as usize, body.rfind(place).unwrap(), "{body}");
    }
}

/// Markup, white space and text in any order.
fn pieces() -> impl Strategy<Value = Vec<String>> {
    let tags =
        prop::sample::select(vec!["<a>", "</a>", "<b1>", "</b1>", "<a/>", "<a x='1'>", "<n:a>x</n:a>", "<1>x</1>"]);
    let elements = ("[ab]1?", "[x y&;\\r\\n\\]>é]{0,4}").prop_map(|(name, text)| format!("<{name}>{text}</{name}>"));
    let others = prop::sample::select(vec![
        "\n",
        " ",
        "\n  ",
        "\n          ",
        "\r\n ",
        "\t",
        "x",
        "&amp;",
        "<!-- c -->",
        "<![CDATA[ d ]]>",
        "<?pi?>",
    ]);
    let piece = prop_oneof![2 => tags.prop_map(str::to_owned), 3 => elements, 3 => others.prop_map(str::to_owned)];
    prop::collection::vec(piece, 0..12)
}

proptest! {
    #[test]
    fn an_element_reads_the_same_however_its_tags_are_written(pieces in pieces(), depth in prop::sample::select(vec![1, 99])) {
        let inside = pieces.concat();
        let body = format!("{}<r xmlns:n='u'>{inside}</r>{}", "<a>".repeat(depth - 1), "</a>".repeat(depth - 1));
        let with_spaces = ["a", "a1", "b", "b1"].iter().fold(body.clone(), |body, name| {
            body.replace(&format!("</{name}>"), &format!("</{name} >"))
        });
        prop_assert_eq!(elements(&body), elements(&with_spaces), "{}", body);
    }
}
