using System;
using Microsoft.CodeAnalysis;

namespace Pickerel.Generator.Declaring;

/// <summary>Recognizes the attributes.</summary>
internal static class AttributeNames
{
    public const string Network = "Pickerel.NetworkAttribute";

    private const string Namespace = "Pickerel";
    private const string LayerBase = "LayerAttribute";

    public static bool IsNetwork(AttributeData attribute) => Is(attribute.AttributeClass, "NetworkAttribute");

    public static bool IsQuantize(AttributeData attribute) => Is(attribute.AttributeClass, "QuantizeAttribute");

    public static bool IsBudget(AttributeData attribute) => Is(attribute.AttributeClass, "BudgetAttribute");

    public static bool IsLayer(AttributeData attribute)
    {
        for (var type = attribute.AttributeClass?.BaseType; type is not null; type = type.BaseType)
        {
            if (Is(type, LayerBase))
                return true;
        }

        return false;
    }

    /// <summary>The attribute as it is written: <c>Conv2D</c>.</summary>
    public static string ShortName(AttributeData attribute)
    {
        const string suffix = "Attribute";
        var name = attribute.AttributeClass!.Name;
        return name.EndsWith(suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - suffix.Length) : name;
    }

    private static bool Is(INamedTypeSymbol? type, string name) =>
        type is { ContainingType: null, ContainingNamespace: { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true } }
        && string.Equals(type.Name, name, StringComparison.Ordinal);
}
