namespace RetentionApp.Loyalty.Admin;

internal sealed class ChallengesPreviewPageModel(Programmes programmes, EarnOffers offers) : EarnPreviewPage(programmes, offers)
{
    protected override ProgrammeSettings Typed(ProgrammeVersion current, Func<string, string?> field) =>
        current.Settings with { Challenges = ChallengesForm.Read(field, current).Typed(Errors, T) };
}
