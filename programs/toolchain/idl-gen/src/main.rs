//! What `anchor idl build` does, without the Anchor CLI: prints the IDL of the program in the folder given.
use anyhow::Context;

fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).context("usage: idl-gen PROGRAM_FOLDER")?;
    let idl = anchor_lang_idl::build::IdlBuilder::new()
        .program_path(folder.into())
        .cargo_args(vec!["--lib".into(), "--locked".into()])
        .build()?;
    println!("{}", serde_json::to_string(&idl)?);
    Ok(())
}
