//! Finds the names that a misspelled one may stand for.

/// The most names that are found.
const MOST: usize = 3;

/// Returns up to three of the known names that are similar to a name, the nearest first. Case does not matter.
///
/// A name with up to a quarter of wrong letters is similar, or with one: it is probably a typo. So is a name that contains
/// the given one, or is contained in it. Otherwise it is another name.
pub fn similar<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let mut near: Vec<(usize, &str)> =
        known.into_iter().filter_map(|known| nearness(name, known).map(|far| (far, known))).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(MOST).map(|(_, known)| known).collect()
}

/// Returns the distance of two similar names. Names of fewer than three letters are contained in too many others.
fn nearness(name: &str, known: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let known = known.to_lowercase();
    let far = distance(&name, &known);
    let is_typo = far <= 1.max(known.len() / 4) && far < known.len();
    let is_part = name.len().min(known.len()) >= 3 && (name.contains(&known) || known.contains(&name));
    (is_typo || is_part).then_some(far)
}

/// Returns the Levenshtein distance of two names.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        let mut next = vec![left];
        for (cost, known) in row.iter().skip(1).zip(&other) {
            left = (diagonal + usize::from(letter != *known)).min(left + 1).min(cost + 1);
            diagonal = *cost;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 6] = ["GetUser", "ListUsers", "ec2", "elb", "elbv2", "DescribeInstances"];

    #[test]
    fn typos_and_parts_are_similar_and_the_nearest_comes_first() {
        for (name, expected) in [
            ("getusers", &["GetUser"][..]),
            ("ec3", &["ec2"]),
            ("elbv3", &["elbv2", "elb"]),
            ("Instances", &["DescribeInstances"]),
            ("DescribeInstancse", &["DescribeInstances"]),
            ("", &[]),
            ("x", &[]),
            ("DeleteEverything", &[]),
        ] {
            assert_eq!(similar(name, KNOWN), expected, "{name}");
        }
        assert_eq!(similar("aa1", ["aa4", "aa3", "aa2", "aa2", "aa5"]), ["aa2", "aa3", "aa4"]);
    }

    #[test]
    fn the_distance_of_two_names_is_the_number_of_edits() {
        for (one, other, far) in [("", "", 0), ("abc", "", 3), ("", "ab", 2), ("kitten", "sitting", 3), ("ab", "ba", 2)]
        {
            assert_eq!(distance(one, other), far, "{one} {other}");
        }
    }
}
