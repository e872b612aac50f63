using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Finds the column that a caller may have meant.</summary>
internal static unsafe class NameSuggestion
{
    // Bounds the cost for schemas that are not trusted.
    private const int MostNames = 10_000;
    private const int LongestName = 64;

    /// <summary>The end of an error message, such as <c>; did you mean 'zone'?</c>, or nothing if no name is
    /// similar.</summary>
    public static string For(Field* root, ReadOnlySpan<byte> name)
    {
        // Only smaller distances count as similar.
        int limit = name.Length > 3 ? 3 : Math.Min(name.Length, 2);
        int closest = -1;
        if (name.Length > LongestName)
        {
            return "";
        }
        for (int i = 0; i < Math.Min(root->n_children, MostNames); i++)
        {
            ReadOnlySpan<byte> candidate = root->children[i].Name;
            if (candidate.Length == 0 || candidate.Length > LongestName)
            {
                continue;
            }
            int distance = Distance(name, candidate);
            if (distance < limit)
            {
                limit = distance;
                closest = i;
            }
        }
        return closest < 0 ? "" : $"; did you mean '{Utf8Text.Display(root->children[closest].Name)}'?";
    }

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
