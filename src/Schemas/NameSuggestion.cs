namespace ArrowBridge.Schemas;

/// <summary>Finds, among the names that exist, the one that a caller may have meant.</summary>
/// <param name="name">The name that does not exist.</param>
internal ref struct NameSuggestion(ReadOnlySpan<byte> name)
{
    private const int LongestName = 64;

    private readonly ReadOnlySpan<byte> _name = name;
    private ReadOnlySpan<byte> _closest = default;

    // Only smaller distances count as similar.
    private int _limit = name.Length > 3 ? 3 : Math.Min(name.Length, 2);

    /// <summary>Compares with a name that exists. Its bytes must be valid until <see cref="Text"/> is called.</summary>
    public void Offer(ReadOnlySpan<byte> candidate)
    {
        if (_name.Length > LongestName || candidate.Length is 0 or > LongestName)
        {
            return;
        }
        int distance = Distance(_name, candidate);
        if (distance < _limit)
        {
            _limit = distance;
            _closest = candidate;
        }
    }

    /// <summary>The end of an error message, such as <c>; did you mean 'zone'?</c>, or nothing if no name is
    /// similar.</summary>
    public readonly string Text => _closest.IsEmpty ? "" : $"; did you mean '{Utf8Text.Display(_closest)}'?";

    /// <summary>Number of insertions, deletions and substitutions between two names. Case does not count.</summary>
    private static int Distance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Span<int> row = stackalloc int[LongestName + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = Lower(a[i - 1]) == Lower(b[j - 1]) ? 0 : 1;
                int best = Math.Min(diagonal + change, Math.Min(row[j], row[j - 1]) + 1);
                diagonal = row[j];
                row[j] = best;
            }
        }
        return row[b.Length];
    }

    private static int Lower(byte letter) => letter is >= (byte)'A' and <= (byte)'Z' ? letter | 0x20 : letter;
}
