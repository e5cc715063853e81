namespace RetentionApp.Loyalty.Admin;

internal sealed class DeedsPreviewPageModel(Programmes programmes, EarnOffers offers) : EarnPreviewPage(programmes, offers)
{
    protected override ProgrammeSettings Typed(ProgrammeVersion current, Func<string, string?> field) =>
        current.Settings with { Deeds = DeedsForm.Read(field, current).Rules(Errors, T) };
}
