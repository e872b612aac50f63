using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Casts;

/// <summary>Writes the results of a plan as a C array in one block, with the strings after the elements.</summary>
internal static unsafe class CastReport
{
    public static CFieldCast* Write(List<CastPlan.FieldAnswer> fields)
    {
        long size = sizeof(Block) + ((long)fields.Count * sizeof(CFieldCast));
        foreach (CastPlan.FieldAnswer field in fields)
        {
            size += Encoding.UTF8.GetByteCount(field.Path) + Encoding.UTF8.GetByteCount(field.FieldResult.Reason) + 2;
        }
        CFieldCast* list = (CFieldCast*)(Allocator.New(BlockKind.Memory, size) + 1);
        byte* text = (byte*)(list + fields.Count);
        byte* end = (byte*)list - sizeof(Block) + size;
        for (int i = 0; i < fields.Count; i++)
        {
            list[i].path = text;
            text = Append(fields[i].Path, text, end);
            list[i].reason = text;
            text = Append(fields[i].FieldResult.Reason, text, end);
            list[i].outcome = (int)fields[i].FieldResult.Outcome;
            list[i].depth = fields[i].Depth;
        }
        return list;
    }

    private static byte* Append(string text, byte* target, byte* end)
    {
        target += Encoding.UTF8.GetBytes(text, new Span<byte>(target, (int)(end - target)));
        *target = 0;
        return target + 1;
    }
}
