//! The front door: from the files of a service model to Rust, in memory or on disk.

mod generated;
mod input;
mod parts;

use std::fmt;
use std::path::PathBuf;

use crate::correct::{correct, fill_gaps, overlay};
use crate::disk::Companion;
use crate::error::{Error, Stage};
use crate::model::Model;
use crate::package::{CrateWorkspace, PackageOptions, Runtime};
use crate::plan::ir::{Extra, Extras};
use crate::plan::{self, PlanOptions};
use crate::read::{self, Strictness};
use crate::render::render;
use crate::select::select;
use crate::tables::partitions::crate_table;
use crate::{package, prose};

pub use generated::Generated;
pub use input::Input;

use parts::Parts;

/// Generates Rust from a service model.
///
/// Only the model is needed; everything else is optional. [`generate`](Self::generate) returns the result in memory, and
/// [`Generated`] writes it: as a module for `build.rs`, as a module that is checked in, or as a crate of its own.
///
/// ```no_run
/// // build.rs
/// use codegen::Generator;
///
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let generated = Generator::new("models/iam.json.gz")
///         .operations(["CreateUser", "GetUser", "ListUsers"])
///         .extras([])
///         .generate()?;
///     // `include!(concat!(env!("OUT_DIR"), "/iam.rs"));` is the module `iam`.
///     generated.write_include(std::env::var("OUT_DIR")?)?;
///     for file in generated.inputs() {
///         println!("cargo::rerun-if-changed={}", file.display());
///     }
///     Ok(())
/// }
/// ```
pub struct Generator {
    model: Input,
    parts: Parts,
    finds_companions: bool,
    operations: Option<Vec<String>>,
    documentation: Documentation,
    strictness: Strictness,
    extras: Extras,
    own_report: bool,
    edits: Vec<ModelEdit>,
    module: Option<String>,
    package: Option<String>,
    runtime: Runtime,
    workspace: CrateWorkspace,
    observer: Option<Box<dyn Fn(Stage)>>,
}

type ModelEdit = Box<dyn Fn(&mut Model)>;

/// The source of the documentation of generated items.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Documentation {
    /// Facts of the model, worded by the generator.
    Facts,
    /// Descriptions in the model, converted from HTML to Markdown. Their publisher owns them.
    Published,
    /// A Markdown file with a description of every operation, type and member, in the form of `model/sts.md`.
    Overlay(Input),
}

/// A model that was read, with everything that belongs to it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LoadedModel {
    /// The model.
    pub model: Model,
    /// Facts of the files that were left out, each with its place.
    pub warnings: Vec<String>,
    /// The files that were read.
    pub inputs: Vec<PathBuf>,
    /// The files among them that were [found beside the model](Generator::companions).
    pub companions: Vec<Companion>,
}

impl Generator {
    /// Generates from a model: API-2 or Smithy AST, plain or compressed with gzip. A `&str` is the path of a file.
    pub fn new(model: impl Into<Input>) -> Self {
        Self {
            model: model.into(),
            parts: Parts::default(),
            finds_companions: false,
            operations: None,
            documentation: Documentation::Facts,
            strictness: Strictness::Strict,
            extras: Extras::Features,
            own_report: false,
            edits: Vec::new(),
            module: None,
            package: None,
            runtime: Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()),
            workspace: CrateWorkspace::Own,
            observer: None,
        }
    }

    /// Adds the files that lie beside the model and belong to it: endpoint rules, paginators, waiters and corrections.
    ///
    /// They are found by their names, plain or compressed with gzip:
    ///
    /// | model | its files |
    /// |---|---|
    /// | `service-2.json`, as botocore names each model | `endpoint-rule-set-1.json`, `paginators-1.json`, `waiters-2.json` |
    /// | any `NAME.json`, `NAME.api2.json` or `NAME.smithy.json` | `NAME.endpoint-rules.json`, `NAME.paginators.json`, `NAME.waiters.json`, `NAME.corrections.json` |
    ///
    /// A file is left out if the model contains such facts itself, or if another file was given for them.
    /// [`Generated::companions`] says which files were found. A model in memory has none.
    ///
    /// ```no_run
    /// # use codegen::Generator;
    /// let generated = Generator::new("models/iam.json.gz").companions().generate()?;
    /// for companion in generated.companions() {
    ///     println!("{} from {}", companion.kind, companion.path.display());
    /// }
    /// # Ok::<_, codegen::Error>(())
    /// ```
    #[must_use]
    pub fn companions(mut self) -> Self {
        self.finds_companions = true;
        self
    }

    /// Adds an endpoint rule set to a model that has none: botocore's `endpoint-rule-set-1.json`.
    #[must_use]
    pub fn endpoint_rules(mut self, file: impl Into<Input>) -> Self {
        self.parts.endpoint_rules = Some(file.into());
        self
    }

    /// Adds endpoint tests to a model that has none: botocore's `endpoint-tests-1.json`.
    #[must_use]
    pub fn endpoint_tests(mut self, file: impl Into<Input>) -> Self {
        self.parts.endpoint_tests = Some(file.into());
        self
    }

    /// Adds paginators to a model that has none: botocore's `paginators-1.json`.
    #[must_use]
    pub fn paginators(mut self, file: impl Into<Input>) -> Self {
        self.parts.paginators = Some(file.into());
        self
    }

    /// Adds waiters to a model that has none: botocore's `waiters-2.json`.
    #[must_use]
    pub fn waiters(mut self, file: impl Into<Input>) -> Self {
        self.parts.waiters = Some(file.into());
        self
    }

    /// Corrects the model, with a list in the form of `model/sts.corrections.json`.
    #[must_use]
    pub fn corrections(mut self, file: impl Into<Input>) -> Self {
        self.parts.corrections = Some(file.into());
        self
    }

    /// Generates a table of partitions, from AWS's `partitions.json`, instead of using that of the runtime.
    ///
    /// Without endpoint rules nothing would use the table: it is then left out, with a warning.
    #[must_use]
    pub fn partitions(mut self, file: impl Into<Input>) -> Self {
        self.parts.partitions = Some(file.into());
        self
    }

    /// Keeps these operations and the types that they need. The default keeps everything.
    #[must_use]
    pub fn operations<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.operations = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the source of the documentation. The default is [`Documentation::Facts`].
    #[must_use]
    pub fn documentation(mut self, documentation: Documentation) -> Self {
        self.documentation = documentation;
        self
    }

    /// Reports unknown traits and keys, paginators and waiters that cannot be generated, and corrections that do not fit the
    /// model, as [warnings](Generated::warnings). The default makes them errors: something that the generator does not know may
    /// change what is sent.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.strictness = Strictness::Lenient;
        self
    }

    /// Edits the model before it is planned, after corrections and the selection of operations. Edits run in order.
    ///
    /// ```
    /// # use codegen::Generator;
    /// let generator = Generator::new("model.json").map_model(|model| model.service.title = Some("Things".to_owned()));
    /// ```
    #[must_use]
    pub fn map_model(mut self, edit: impl Fn(&mut Model) + 'static) -> Self {
        self.edits.push(Box::new(edit));
        self
    }

    /// Generates exactly these optional parts.
    ///
    /// By default, code contains all of them behind `#[cfg(feature = "…")]`, and the features `blocking`, `serde` and `server` of the
    /// crate that contains it decide. A build script knows which ones it wants, mostly none: `extras([])`. The runtime
    /// needs the feature of the same name for each.
    #[must_use]
    pub fn extras(mut self, extras: impl IntoIterator<Item = Extra>) -> Self {
        self.extras = Extras::Selected(extras.into_iter().collect());
        self
    }

    /// Leaves out the method `report` of the error. For a layer that explains errors: it writes this method, with
    /// `awsquery::Error::report_with`, in the crate that contains the code.
    #[must_use]
    pub fn own_report(mut self) -> Self {
        self.own_report = true;
        self
    }

    /// Names the generated module. The default is the name of the service in snake case, such as `auto_scaling`.
    #[must_use]
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.module = Some(name.into());
        self
    }

    /// Names the package of a [crate](Generated::write_crate). The default is the name of the service, such as
    /// `auto-scaling`.
    #[must_use]
    pub fn package(mut self, name: impl Into<String>) -> Self {
        self.package = Some(name.into());
        self
    }

    /// Sets the runtime that a [crate](Generated::write_crate) depends on. The default is the version of this generator.
    #[must_use]
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = runtime;
        self
    }

    /// Sets the workspace of a [crate](Generated::write_crate). The default is [`CrateWorkspace::Own`].
    #[must_use]
    pub fn workspace(mut self, workspace: CrateWorkspace) -> Self {
        self.workspace = workspace;
        self
    }

    /// Calls a function at the start of each stage, for programs that report progress.
    #[must_use]
    pub fn on_stage(mut self, observer: impl Fn(Stage) + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Reads the model with everything that belongs to it: corrected, cut down to the selected operations, edited and
    /// documented.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or one of the stages before planning fails.
    pub fn load(&self) -> Result<LoadedModel, Error> {
        self.enter(Stage::Read);
        let mut inputs = Vec::new();
        let (mut model, mut warnings) = self.model.parse(&mut inputs, |text| {
            let reading = read::read(text, self.strictness)?;
            Ok((reading.model, reading.warnings))
        })?;
        let mut parts = self.parts.clone();
        let companions = if self.finds_companions { parts.add_companions(&self.model, &model) } else { Vec::new() };
        parts.attach(&mut model, &mut inputs)?;
        self.enter(Stage::Correct);
        model = fill_gaps(model)?;
        if let Some(input) = &parts.corrections {
            let (corrected, more) = input.parse(&mut inputs, |text| correct(model, text, self.strictness))?;
            model = corrected;
            warnings.extend(more);
        }
        if let Some(operations) = &self.operations {
            model = select(model, operations)?;
        }
        for edit in &self.edits {
            edit(&mut model);
        }
        let model = match &self.documentation {
            Documentation::Facts => model.without_documentation(),
            Documentation::Published => prose::translated(model),
            Documentation::Overlay(input) => input.parse(&mut inputs, |text| overlay(model, text))?,
        };
        // Corrections and edits may have added texts and traits.
        read::check(&model)?;
        Ok(LoadedModel { model, warnings, inputs, companions })
    }

    /// Generates everything, in memory. The same input gives the same bytes.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or a stage fails. The error names the file, the stage, the place in the model, and what to
    /// do.
    pub fn generate(&self) -> Result<Generated, Error> {
        let LoadedModel { model, mut warnings, mut inputs, companions } = self.load()?;
        self.enter(Stage::Plan);
        let options = PlanOptions {
            own_partitions: self.parts.partitions.is_some(),
            extras: self.extras.clone(),
            own_report: self.own_report,
        };
        let plan = plan::plan_with(&model, &options)?;
        match plan.left_out.first() {
            Some(first) if self.strictness == Strictness::Strict => {
                return Err(Error::new(Stage::Plan, "", first)
                    .with_remedy("correct the model, leave the paginator or waiter out, or generate leniently"));
            }
            _ => warnings.extend(plan.left_out.iter().cloned()),
        }
        warnings.extend(plan.warnings());
        self.enter(Stage::Render);
        let mut rendered = render(&plan)?;
        if let Some(input) = &self.parts.partitions {
            let table = input.parse(&mut inputs, |text| crate_table(text, &plan.service.title))?;
            if plan.own_partitions {
                rendered.add("partitions.rs", table);
            } else {
                warnings.push("the partitions are left out: no endpoint rules use them".to_owned());
            }
        }
        let module = self.module_name(&plan.service.name)?;
        let package = package::package_name(&plan, self.package.as_deref());
        let package = package.map(|name| PackageOptions {
            name,
            runtime: self.runtime.clone(),
            workspace: self.workspace.clone(),
            source: model.provenance.as_ref().map(|provenance| provenance.version.clone()),
        });
        Ok(Generated { model, plan, rendered, module, package, warnings, inputs, companions })
    }

    fn module_name(&self, service: &str) -> Result<String, Error> {
        let name = match &self.module {
            Some(name) => name.clone(),
            None => plan::names::member(service),
        };
        match syn::parse_str::<syn::Ident>(&name) {
            // A module file needs a name of ASCII characters.
            Ok(_) if name.is_ascii() => Ok(name),
            _ => Err(Error::new(Stage::Render, "", format!("{name:?} cannot be the name of a module"))
                .with_remedy("use a name that Rust accepts: ASCII letters, digits and _, and no keyword")),
        }
    }

    fn enter(&self, stage: Stage) {
        if let Some(observer) = &self.observer {
            observer(stage);
        }
    }
}

impl fmt::Debug for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generator")
            .field("model", &self.model)
            .field("parts", &self.parts)
            .field("operations", &self.operations)
            .field("documentation", &self.documentation)
            .field("strictness", &self.strictness)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
