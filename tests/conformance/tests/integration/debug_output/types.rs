//! Finds the public types of the project that have a debug output in the sources.

use std::fs;
use std::path::Path;

use syn::{Fields, Item, Visibility};

/// A public type, whether or not its module is public as well.
pub struct Type {
    /// The path of the type in the form that the compiler uses: `sts::session::Session`.
    pub name: String,
    /// True if the type can contain text.
    pub has_room_for_text: bool,
}

/// Types that cannot contain text.
const WITHOUT_TEXT: [&str; 22] = [
    "bool",
    "char",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "usize",
    "Option",
    "Range",
    "Duration",
    "SystemTime",
    "Timestamp",
    "StatusCode",
    "NonZeroU32",
    "Unit",
];

/// Returns the types of `sts`, `sts_local` and `awsquery`.
pub fn all() -> Vec<Type> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut types = Vec::new();
    read_folder(&root.join("sts/src"), "sts", &mut types);
    read_folder(&root.join("sts/local/src"), "sts_local", &mut types);
    read_folder(&root.join("codegen/runtime/src"), "awsquery", &mut types);
    types
}

fn read_folder(folder: &Path, module: &str, types: &mut Vec<Type>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let inner = match name {
            "tests" | "testing" | "bin" => continue,
            "lib" | "mod" => module.to_owned(),
            // The module of the generated code is called so.
            "generated" => format!("{module}::api"),
            name => format!("{module}::{name}"),
        };
        if path.is_dir() {
            read_folder(&path, &inner, types);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            read_file(&syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap(), &inner, types);
        }
    }
}

fn read_file(file: &syn::File, module: &str, types: &mut Vec<Type>) {
    let by_hand: Vec<String> = file.items.iter().filter_map(shown_by_hand).collect();
    for item in &file.items {
        let (name, attributes, visibility, fields): (_, _, _, Vec<&Fields>) = match item {
            Item::Struct(item) => (&item.ident, &item.attrs, &item.vis, vec![&item.fields]),
            Item::Enum(item) => {
                (&item.ident, &item.attrs, &item.vis, item.variants.iter().map(|variant| &variant.fields).collect())
            }
            _ => continue,
        };
        let name = name.to_string();
        let is_shown = attributes.iter().any(derives_debug) || by_hand.contains(&name);
        if matches!(visibility, Visibility::Public(_)) && is_shown {
            let has_room_for_text = fields.into_iter().flatten().any(|field| has_room_for_text(&field.ty));
            types.push(Type { name: format!("{module}::{name}"), has_room_for_text });
        }
    }
}

fn derives_debug(attribute: &syn::Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else { return false };
    list.path.is_ident("derive") && list.tokens.to_string().split([' ', ',']).any(|word| word == "Debug")
}

/// Returns the type of an `impl Debug for …`.
fn shown_by_hand(item: &Item) -> Option<String> {
    let Item::Impl(item) = item else { return None };
    let (path, _) = item.trait_.as_ref()?;
    let syn::Type::Path(kind) = &*item.self_ty else { return None };
    (path.segments.last()?.ident == "Debug").then(|| kind.path.segments.last().map(|last| last.ident.to_string()))?
}

fn has_room_for_text(kind: &syn::Type) -> bool {
    let syn::Type::Path(kind) = kind else { return true };
    let Some(last) = kind.path.segments.last() else { return true };
    let inner = match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => arguments.args.iter().any(|argument| match argument {
            syn::GenericArgument::Type(kind) => has_room_for_text(kind),
            _ => true,
        }),
        _ => false,
    };
    inner || !WITHOUT_TEXT.contains(&last.ident.to_string().as_str())
}
