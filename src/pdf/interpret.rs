//! Interprets a page for a device, so that all that is read of it comes from the same walk through its content.

use hayro_interpret::hayro_syntax::page::Page as PdfPage;
use hayro_interpret::kurbo::Rect as KurboRect;
use hayro_interpret::{
    Context, Device, InterpreterCache, InterpreterSettings, RenderContent, TransformExt,
    interpret as interpret_content, interpret_page,
};

use super::states::without_idle_states;

/// Interprets a page for a device, in points of the page as it is seen.
pub(super) fn interpret<'a>(
    pdf: &'a hayro_syntax::Pdf,
    page: &PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    device: &mut impl Device<'a>,
) {
    let settings = InterpreterSettings::default();
    match without_idle_states(page) {
        Some(resources) => {
            let mut context = context(pdf, page, cache, settings);
            interpret_content(page.typed_operations(), &resources, &mut context, device);
        }
        None => interpret_page(page, &mut context(pdf, page, cache, settings), device),
    }
}

/// Interprets the appearances of the annotations of a page alone.
pub(super) fn interpret_annotations<'a>(
    pdf: &'a hayro_syntax::Pdf,
    page: &PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    device: &mut impl Device<'a>,
) {
    let settings =
        InterpreterSettings { render_content: RenderContent::ANNOTATIONS, ..InterpreterSettings::default() };
    interpret_page(page, &mut context(pdf, page, cache, settings), device);
}

fn context<'a>(
    pdf: &'a hayro_syntax::Pdf,
    page: &PdfPage<'a>,
    cache: &InterpreterCache<'a>,
    settings: InterpreterSettings,
) -> Context<'a> {
    let (width, height) = page.render_dimensions();
    let bounds = KurboRect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    // Positions come from the default font resolver: a CJK fallback font would stretch the advances.
    Context::new(transform, bounds, cache, pdf.xref(), settings)
}
