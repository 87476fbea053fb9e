//! Values without their types, so that code which works on every structure is compiled only once.
//!
//! Generated code says where the members of a structure are, and its [`Shape`] what they are called. Everything else is in
//! this crate: serde's two directions, and those of a server.

use std::collections::BTreeMap;

use super::blob::Blob;
use super::secret::Secret;
use super::shape::Shape;
use super::timestamp::Timestamp;

/// The value of a member. Generated types and those of this crate implement it.
pub trait Value {
    /// Returns a value to be filled: empty, zero, or without members.
    fn blank() -> Self
    where
        Self: Sized;

    /// Returns a reference to the value, by its kind.
    fn view(&self) -> View<'_>;

    /// Returns a place to write the value to, by its kind.
    fn place(&mut self) -> Place<'_>;
}

/// A structure or union. Generated types implement it.
pub trait Structure {
    /// Returns the table of the structure.
    fn shape(&self) -> &'static Shape;

    /// Returns a structure to be filled.
    fn blank() -> Self
    where
        Self: Sized;

    /// Shows the values of the members, in the order of the table. For a union, all but one are absent, and the name of an
    /// unknown member follows.
    fn values(&self, show: &mut dyn FnMut(&[&dyn Value]));

    /// Lets `fill` write the members, in the order of the table. For a union, it has to write one of them, or the name of
    /// an unknown member, which follows.
    fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn Value]));
}

/// Shows the values of a union of which the member with this number is set. The number after the last member stands for an
/// unknown one, whose value is its name.
pub fn show_variant(shape: &Shape, number: usize, value: &dyn Value, show: &mut dyn FnMut(&[&dyn Value])) {
    let mut values = vec![&None::<bool> as &dyn Value; shape.members.len() + 1];
    if let Some(shown) = values.get_mut(number) {
        *shown = value;
    }
    show(&values);
}

/// A reference to a value.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "each variant is named for its type")]
pub enum View<'a> {
    /// A member that is not set.
    Absent,
    Text(&'a str),
    Boolean(bool),
    Byte(i8),
    Short(i16),
    Integer(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    Timestamp(&'a Timestamp),
    Blob(&'a Blob),
    List(&'a dyn List),
    Map(&'a dyn Map),
    Structure(&'a dyn Structure),
}

/// A place to write a value to.
#[expect(missing_docs, reason = "each variant is named for its type")]
pub enum Place<'a> {
    Text(&'a mut dyn for<'t> Store<&'t str>),
    Boolean(&'a mut bool),
    Byte(&'a mut i8),
    Short(&'a mut i16),
    Integer(&'a mut i32),
    Long(&'a mut i64),
    Float(&'a mut f32),
    Double(&'a mut f64),
    Timestamp(&'a mut Timestamp),
    Blob(&'a mut dyn Store<Blob>),
    List(&'a mut dyn List),
    Map(&'a mut dyn Map),
    Structure(&'a mut dyn Structure),
}

/// A place for a value of one of several types, such as a string, a secret or an enum.
pub trait Store<V> {
    /// Replaces the value.
    fn store(&mut self, value: V);
}

impl<V, T: From<V>> Store<V> for T {
    fn store(&mut self, value: V) {
        *self = T::from(value);
    }
}

/// A list of values.
pub trait List {
    /// Returns the number of elements.
    fn count(&self) -> usize;

    /// Returns an element.
    fn element(&self, index: usize) -> View<'_>;

    /// Appends an element to be filled.
    fn append(&mut self) -> Option<&mut dyn Value>;
}

impl<'a> dyn List + 'a {
    /// Returns the elements.
    pub(crate) fn views(&self) -> impl ExactSizeIterator<Item = View<'_>> {
        (0..self.count()).map(|index| self.element(index))
    }
}

/// A map of values by text.
pub trait Map {
    /// Returns the entries, in the order of their keys.
    fn entries(&self) -> Box<dyn ExactSizeIterator<Item = (&str, View<'_>)> + '_>;

    /// Adds an entry to be filled. It replaces one with the same key.
    fn add(&mut self, key: String) -> &mut dyn Value;
}

impl<T: Structure> Value for T {
    fn blank() -> Self {
        <T as Structure>::blank()
    }

    fn view(&self) -> View<'_> {
        View::Structure(self)
    }

    fn place(&mut self) -> Place<'_> {
        Place::Structure(self)
    }
}

impl<T: Structure> Structure for Box<T> {
    fn shape(&self) -> &'static Shape {
        (**self).shape()
    }

    fn blank() -> Self {
        Box::new(<T as Structure>::blank())
    }

    fn values(&self, show: &mut dyn FnMut(&[&dyn Value])) {
        (**self).values(show);
    }

    fn places(&mut self, fill: &mut dyn FnMut(&mut [&mut dyn Value])) {
        (**self).places(fill);
    }
}

impl<T: Value> Value for Option<T> {
    fn blank() -> Self {
        None
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Value::view)
    }

    fn place(&mut self) -> Place<'_> {
        self.get_or_insert_with(T::blank).place()
    }
}

macro_rules! numbers {
    ($($number:ty => $variant:ident),*) => {$(
        impl Value for $number {
            fn blank() -> Self {
                Self::default()
            }

            fn view(&self) -> View<'_> {
                View::$variant(*self)
            }

            fn place(&mut self) -> Place<'_> {
                Place::$variant(self)
            }
        }
    )*};
}

numbers!(bool => Boolean, i8 => Byte, i16 => Short, i32 => Integer, i64 => Long, f32 => Float, f64 => Double);

impl Value for String {
    fn blank() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::Text(self)
    }

    fn place(&mut self) -> Place<'_> {
        Place::Text(self)
    }
}

impl Value for Secret {
    fn blank() -> Self {
        Self::from("")
    }

    fn view(&self) -> View<'_> {
        View::Text(self.expose())
    }

    fn place(&mut self) -> Place<'_> {
        Place::Text(self)
    }
}

impl Value for Blob {
    fn blank() -> Self {
        Self::default()
    }

    fn view(&self) -> View<'_> {
        View::Blob(self)
    }

    fn place(&mut self) -> Place<'_> {
        Place::Blob(self)
    }
}

impl Value for Secret<Blob> {
    fn blank() -> Self {
        Self::from(Blob::default())
    }

    fn view(&self) -> View<'_> {
        View::Blob(self.expose())
    }

    fn place(&mut self) -> Place<'_> {
        Place::Blob(self)
    }
}

impl Value for Timestamp {
    fn blank() -> Self {
        Self::from_secs(0)
    }

    fn view(&self) -> View<'_> {
        View::Timestamp(self)
    }

    fn place(&mut self) -> Place<'_> {
        Place::Timestamp(self)
    }
}

impl<T: Value> Value for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn place(&mut self) -> Place<'_> {
        Place::List(self)
    }
}

impl<T: Value> List for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn element(&self, index: usize) -> View<'_> {
        self.get(index).map_or(View::Absent, Value::view)
    }

    fn append(&mut self) -> Option<&mut dyn Value> {
        self.push(T::blank());
        self.last_mut().map(|last| last as &mut dyn Value)
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn blank() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn place(&mut self) -> Place<'_> {
        Place::Map(self)
    }
}

impl<T: Value> Map for BTreeMap<String, T> {
    fn entries(&self) -> Box<dyn ExactSizeIterator<Item = (&str, View<'_>)> + '_> {
        Box::new(self.iter().map(|(key, value)| (key.as_str(), value.view())))
    }

    fn add(&mut self, key: String) -> &mut dyn Value {
        let value = self.entry(key).or_insert_with(T::blank);
        *value = T::blank();
        value
    }
}
