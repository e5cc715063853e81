namespace RetentionApp.Admin;

/// <summary>The examples beside the form, fetched again while somebody types.</summary>
internal sealed class PointsExamplesModel : AdminPage
{
    internal PointsWordForm Form { get; private set; } = null!;

    public void OnGet() => Form = PointsWordForm.Of(field => Request.Query[field]);
}
