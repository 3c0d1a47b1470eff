//! The program `juesuan`: see the library for what it does.

fn main() -> juesuan::cli::Exit {
    juesuan::cli::run()
}
