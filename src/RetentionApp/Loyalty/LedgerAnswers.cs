namespace RetentionApp.Loyalty;

/// <param name="Missing">Points short; 0 when spent.</param>
internal sealed record SpendAnswer(long AccountId, long Missing, bool IsClosed)
{
    internal bool IsBlocked { get; init; }
}

internal sealed record Adjusted(bool IsClosed, bool IsRepeated);

/// <summary>What an imported row came to, signed.</summary>
internal sealed record BroughtOver(long CustomerId, long Points, long Lifetime);
