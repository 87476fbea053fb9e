//! Generated files are current in this checkout.

#[test]
fn pr06_what_is_checked_in_is_what_the_model_says() {
    if let Err(difference) = xtask::codegen::check() {
        panic!("{difference}");
    }
}

#[test]
fn the_readme_and_the_drawing_agree_with_the_saved_figures_of_the_benchmark() {
    if let Err(difference) = xtask::bench::check() {
        panic!("{difference}");
    }
}
