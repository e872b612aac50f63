using System.Reflection;

namespace ArrowBridge.Tests.Architecture;

/// <summary>Lists the public API of an assembly, one line for each type and member.</summary>
internal static class ApiDump
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance |
        BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Lines(Assembly assembly)
    {
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            yield return $"{Kind(type)} {Name(type)}{Bases(type)}";
            foreach (string line in Members(type).Order(StringComparer.Ordinal))
            {
                yield return "    " + line;
            }
        }
    }

    /// <summary>Methods and constructors with their ids in the XML documentation, and their parameters.</summary>
    public static IEnumerable<(string Id, string[] Parameters)> Methods(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        where !IsRecord(type)
        from method in type.GetMembers(All).OfType<MethodBase>()
        where IsVisible(method) && method.GetParameters().Length > 0
        where (method.IsConstructor || !method.IsSpecialName) && !IsGenerated(method)
        select (Id(method), method.GetParameters().Select(parameter => parameter.Name!).ToArray());

    private static string Id(MethodBase method)
    {
        string generics = method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "";
        string name = method.IsConstructor ? "#ctor" : method.Name + generics;
        string parameters = string.Join(',', method.GetParameters().Select(parameter => IdOf(parameter.ParameterType)));
        return $"M:{method.DeclaringType!.FullName}.{name}({parameters})";
    }

    private static string IdOf(Type type)
    {
        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        }
        if (type.IsByRef)
        {
            return IdOf(type.GetElementType()!) + "@";
        }
        if (type.IsArray)
        {
            return IdOf(type.GetElementType()!) + "[]";
        }
        if (type.IsGenericType)
        {
            string name = type.GetGenericTypeDefinition().FullName!;
            string arguments = string.Join(',', type.GetGenericArguments().Select(IdOf));
            return $"{name[..name.IndexOf('`')]}{{{arguments}}}";
        }
        return type.FullName!;
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {field.GetRawConstantValue()}");
        }
        return type.GetMembers(All).Select(Line).OfType<string>();
    }

    private static string? Line(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsVisible(constructor) => $"new({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && IsMethodOrOperator(method) && !IsGenerated(method) =>
            $"{Modifiers(method)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        PropertyInfo property when property.GetMethod is { } getter && IsVisible(getter) =>
            $"{Modifiers(getter)}{Name(property.PropertyType)} {Indexer(property)} {{ get;{Setter(property)} }}",
        FieldInfo field when field.IsPublic => $"field {Name(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static bool IsMethodOrOperator(MethodInfo method) =>
        !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", All) is not null;

    /// <summary>Whether the compiler generates the method for a record.</summary>
    private static bool IsGenerated(MethodBase method) => IsRecord(method.DeclaringType!) &&
        method.Name is "Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "PrintMembers" or "<Clone>$"
            or "op_Equality" or "op_Inequality";

    private static string Setter(PropertyInfo property) => property.SetMethod is { } setter && IsVisible(setter)
        ? setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;"
        : "";

    private static string Indexer(PropertyInfo property) => property.GetIndexParameters().Length == 0
        ? property.Name
        : $"this[{Name(property.GetIndexParameters()[0].ParameterType)}]";

    private static string Modifiers(MethodInfo method) => method.IsStatic ? "static "
        : method.IsVirtual && !method.IsFinal && method.GetBaseDefinition() == method ? "virtual " : "";

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsValueType ? "struct"
        : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type)
    {
        IEnumerable<string> bases = type.IsEnum || type.IsValueType ? [] : new[] { type.BaseType! }
            .Where(basis => basis != typeof(object))
            .Concat(type.GetInterfaces()
                .Where(contract => contract == typeof(IDisposable) && type.BaseType == typeof(object)))
            .Select(Name);
        string list = string.Join(", ", bases);
        return list.Length == 0 ? "" : " : " + list;
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(
            parameter => $"{Modifier(parameter)}{Name(parameter.ParameterType)} {parameter.Name}{Default(parameter)}"));

    private static string Modifier(ParameterInfo parameter) => parameter.IsOut ? "out "
        : parameter.ParameterType.IsByRef ? "ref " : "";

    private static string Default(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }
        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }
        return type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
    }
}
