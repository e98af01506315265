using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pickerel.Core.Collections;
using Pickerel.Core.Messages;

namespace Pickerel.Generator.Declaring;

/// <summary>The arguments of one attribute, typed. An absent argument is null, which no value a user writes is.</summary>
internal sealed class AttributeReader
{
    private readonly AttributeData _data;
    private readonly Dictionary<string, TypedConstant> _named = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems;

    /// <param name="data">The attribute.</param>
    /// <param name="syntax">Its syntax, to compare what was written with what the compiler accepted.</param>
    /// <param name="site">Its place in the declaration.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public AttributeReader(AttributeData data, AttributeSyntax syntax, Site site, List<Problem> problems)
    {
        _data = data;
        _problems = problems;
        Site = site;
        Name = AttributeNames.ShortName(data);
        foreach (var argument in data.NamedArguments)
            _named[argument.Key] = argument.Value;
        IsRejected = HasErrors(syntax);
    }

    public Site Site { get; }

    /// <summary>Gets the attribute's name as it is written, for messages.</summary>
    public string Name { get; }

    /// <summary>Gets whether the C# compiler rejects the attribute; it has said so, and nothing is added to that.</summary>
    public bool IsRejected { get; }

    public bool Has(string property) => _named.ContainsKey(property);

    public string? Text(string property) => Value(property) as string;

    public int? Integer(string property) => Value(property) as int?;

    public double? Real(string property) => Value(property) as double?;

    public bool? Flag(string property) => Value(property) as bool?;

    public EquatableArray<double> Reals(string property) =>
        _named.TryGetValue(property, out var array) && array is { Kind: TypedConstantKind.Array, IsNull: false }
            ? array.Values.Select(v => v.Value as double? ?? 0).ToEquatableArray() : [];

    /// <summary>The only constructor argument; the default where the compiler rejects it.</summary>
    public T? Positional<T>() =>
        _data.ConstructorArguments is { Length: 1 } arguments && arguments[0] is { Kind: TypedConstantKind.Primitive, Value: T value } ? value : default;

    /// <summary>The constructor's arguments where it takes any number of texts.</summary>
    public EquatableArray<string> Texts() =>
        _data.ConstructorArguments is { Length: 1 } arguments && arguments[0] is { Kind: TypedConstantKind.Array, IsNull: false } array
            ? array.Values.Select(v => v.Value as string ?? "").ToEquatableArray() : [];

    /// <summary>A value of an enumeration that Core mirrors; one outside of it is a problem.</summary>
    public T? Choice<T>(string property)
        where T : struct, Enum
    {
        if (Integer(property) is not { } value)
            return null;
        var choice = (T)Enum.ToObject(typeof(T), value);
        if (Enum.IsDefined(typeof(T), choice))
            return choice;
        var names = (_named[property].Type?.GetMembers() ?? []).OfType<IFieldSymbol>().Where(f => f.IsConst).Select(f => f.Name);
        Report(Pkr.UnknownChoice, property, Name, property, value, string.Join(", ", names));
        return null;
    }

    public void Report(Message message, string? property, params object[] arguments) =>
        _problems.Add(message.At(property is null ? Site : Site.At(property), arguments));

    private object? Value(string property) =>
        _named.TryGetValue(property, out var constant) && constant.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum ? constant.Value : null;

    /// <summary>An argument that was written but not accepted shows as an error constant, or not at all.</summary>
    private bool HasErrors(AttributeSyntax syntax)
    {
        var written = syntax.ArgumentList?.Arguments.Where(a => a.NameEquals is not null).ToList() ?? [];
        return _data.AttributeConstructor is null
            || written.Count != _named.Count
            || _data.ConstructorArguments.Any(IsError)
            || _named.Values.Any(IsError);
    }

    private static bool IsError(TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Error
        || (constant is { Kind: TypedConstantKind.Array, IsNull: false } && constant.Values.Any(IsError));

    /// <summary>The syntax of an attribute of source.</summary>
    public static AttributeSyntax? SyntaxOf(AttributeData attribute, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
}
