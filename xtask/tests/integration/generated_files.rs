//! Generated files are current in this checkout.

#[test]
fn pr06_what_is_checked_in_is_what_the_model_says() {
    if let Err(difference) = xtask::codegen::check() {
        panic!("{difference}");
    }
}
