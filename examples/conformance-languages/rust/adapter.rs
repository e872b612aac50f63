// rustc --edition 2021 --crate-type cdylib -O adapter.rs -o adapter.so
mod stream;
use stream::{ArrowArrayStream, Numbers};

/// # Safety
/// `out` is memory for a stream, not initialized.
#[no_mangle]
pub unsafe extern "C" fn RustStream(out: *mut ArrowArrayStream) -> i32 {
    // `*out = ...` would first drop what is there: it would call a release callback that is garbage.
    unsafe { out.write(Numbers::new(vec![3, 0, 2]).into_stream()) };
    0
}

/// # Safety
/// `stream` is a live stream, or a released one.
#[no_mangle]
pub unsafe extern "C" fn RustConsume(stream: *mut ArrowArrayStream) -> i32 {
    unsafe { stream::count_rows(stream.replace(ArrowArrayStream::released())) }
}
