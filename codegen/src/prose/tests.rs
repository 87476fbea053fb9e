//! Tests of the conversion from HTML to Markdown.

use proptest::prelude::*;

use super::markdown;

#[track_caller]
fn becomes(html: &str, expected: &str) {
    assert_eq!(markdown(html), expected);
}

#[test]
fn paragraphs_are_separated_and_the_full_name_is_left_out() {
    becomes("<fullname>Toys</fullname> <p>One   toy.</p> <p>Two\n toys.</p>", "One toy.\n\nTwo toys.");
    becomes("<p/>", "");
    becomes("plain words", "plain words");
}

#[test]
fn lists_may_be_nested() {
    becomes(
        "<p>Toys:</p><ul><li><p>A ball.</p><p>Round.</p></li><li>Bricks:<ol><li>red</li><li>blue</li></ol></li></ul>End",
        "Toys:\n\n- A ball.\n\n  Round.\n\n- Bricks:\n  1. red\n  2. blue\n\nEnd",
    );
}

#[test]
fn code_links_and_notes_are_converted() {
    becomes("Use <code>a_b[0] < `c`</code>.", "Use `` a_b[0] < `c` ``.");
    becomes(
        "<a href=\"https://example.com/a_b\">The <i>guide</i></a> and <a>nothing</a>",
        "[The *guide*](https://example.com/a_b) and nothing",
    );
    becomes("<a href=\"#local\">here</a>", "here");
    becomes("<note><p>Mind it.</p></note><important>Now.</important>", "**Note:** Mind it.\n\n**Important:** Now.");
    becomes("<pre>a\n  b</pre>", "```text\na\n  b\n```");
}

#[test]
fn emphasis_is_kept_if_markdown_recognizes_it() {
    becomes("A <b>big</b> and <i> red toy </i>.", "A **big** and  *red toy* .".replace("  ", " ").as_str());
    becomes("<b>Note:</b> mind <strong>this, too</strong>", "**Note**: mind **this, too**");
    becomes("un<em>believ</em>able", "un*believ*able");
    // Code, links and nested emphasis need no delimiters, and empty emphasis has no text to put them around.
    becomes("<b><code>x</code></b> <b><i>y</i></b> <b></b><i> </i>", "`x` *y*");
    becomes("<i>one<p>two</i>", "one\n\ntwo");
}

#[test]
fn tables_have_a_header_and_cells_of_one_line() {
    becomes(
        "<table><thead><tr><th>Toy</th><th>Code</th></tr></thead><tr><td><p>A</p><p>ball</p></td>\
         <td><code>a|b</code></td></tr><tr><td>Brick</td></tr></table>After",
        "| Toy | Code |\n|---|---|\n| A ball | `a\\|b` |\n| Brick |  |\n\nAfter",
    );
}

#[test]
fn text_that_looks_like_markup_is_escaped() {
    becomes(
        "See [Toy] and arn:*:toy/<toy-id> of toy_box, _all_.",
        "See \\[Toy\\] and arn:\\*:toy/\\<toy-id> of toy_box, \\_all\\_.",
    );
    becomes("&lt;toy&gt; &amp;amp; &#65;&bad; &#1;", "\\<toy> \\&amp; A\\&bad; \\&#1;");
    becomes("- no list", "\\- no list");
    becomes("At https://example.com/a.html.", "At <https://example.com/a.html>.");
}

#[test]
fn text_in_a_list_without_items_is_not_indented_code() {
    becomes("<ul><ul><ul>std::process::exit(1)</ul></ul></ul>", "std::process::exit(1)");
    becomes("<ul><li><ul><li><ol><li>deep</li></ol></li></ul></li></ul>", "1. deep");
    becomes("<ul><li>a<ul><ul>b</ul></ul></li></ul>", "- a\n\n  b");
    becomes("~~~rust<p>std::process::exit(1)</p>", "\\~\\~\\~rust\n\nstd::process::exit(1)");
}

#[test]
fn characters_that_turn_text_around_are_not_made_of_references() {
    becomes("a&#x202e;b&#8232;c&#10;", "a\\&#x202e;b\\&#8232;c\\&#10;");
}

#[test]
fn long_paragraphs_are_wrapped_and_no_line_opens_a_block() {
    let text = markdown(&"word - 1. #x ".repeat(60));
    assert!(text.lines().count() > 5);
    for line in text.lines() {
        assert!(line.starts_with("word"), "{line}");
        assert!(line.len() < 130, "{line}");
    }
}

proptest! {
    #[test]
    fn no_input_leaves_raw_tags(
        text in "(<p>|</p>|<b>|</b>|<i>|</i>|<table>|</table>|<tr>|<td>|</td>|<ul>|<li>|</ul>|<code>|</code>|<pre>|</pre>|<a href=\"https://e.x\">|</a>|<x-y>|[a-z\\[\\]*_`&;<> \n-]{0,6}){0,24}"
    ) {
        let out = markdown(&text);
        let no_tags = ["<p>", "<ul>", "<li>"].iter().all(|tag| !out.contains(tag));
        prop_assert!(no_tags || out.contains('`'), "{out}");
    }
}
