using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>A page with a form that makes the next version of the programme.</summary>
internal abstract class ProgrammePage : AdminPage
{
    /// <summary>True, and said on top of the page, when a colleague has saved since the form was opened. What was typed stays.</summary>
    protected bool IsStale(int seen, ProgrammeVersion current)
    {
        if (seen == current.Version) return false;
        Errors.Add("", T["Somebody else has changed the programme meanwhile. Your values are still here: check them and save again."]);
        return true;
    }
}
