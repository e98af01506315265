using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Pickerel.Core.Cost;
using Pickerel.Core.Messages;

namespace Pickerel.Tool.Reports;

/// <summary>Reads the networks of a built assembly from the constants of their classes; nothing of it is loaded or run.</summary>
internal static class BuiltNetworks
{
    private static readonly string[] CostNames = ["Table", "Macs", "AceV2", "ElementwiseShare"];

    /// <summary>Reads the assembly at a path.</summary>
    /// <returns>A line a network, in the order of their names.</returns>
    /// <exception cref="FileException">The file cannot be read, or is no assembly.</exception>
    public static IReadOnlyList<CostLine> Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var image = new PEReader(file);
            if (!image.HasMetadata)
                throw new InvalidDataException("it is no .NET assembly.");
            var reader = image.GetMetadataReader();
            return [.. reader.TypeDefinitions.Select(t => LineOf(reader, reader.GetTypeDefinition(t))).OfType<CostLine>().OrderBy(l => l.Network, StringComparer.Ordinal)];
        }
        catch (Exception unreadable) when (unreadable is BadImageFormatException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new FileException(path, Pkr.ReportFileMalformed.At(Site.Network, unreadable.Message.TrimEnd('.')));
        }
    }

    /// <summary>A network is a class that nests one with the constants of a cost; null for any other.</summary>
    private static CostLine? LineOf(MetadataReader reader, TypeDefinition type)
    {
        foreach (var nested in type.GetNestedTypes().Select(reader.GetTypeDefinition))
        {
            var cost = NumbersOf(reader, nested);
            if (!CostNames.All(cost.ContainsKey))
                continue;
            var network = NumbersOf(reader, type);
            return new(
                NameOf(reader, type), (long)cost["AceV2"], (int)cost["Table"], cost["ElementwiseShare"], BaselineOf(reader, nested, nameof(Baseline.FixedPoint32)),
                BaselineOf(reader, nested, nameof(Baseline.FloatFolded)), (long)cost["Macs"], (long)network.GetValueOrDefault("ModelBytes"), (long)network.GetValueOrDefault("ScratchBytes"));
        }

        return null;
    }

    private static long BaselineOf(MetadataReader reader, TypeDefinition cost, string name) =>
        (long)cost.GetNestedTypes().Select(reader.GetTypeDefinition).Where(t => reader.StringComparer.Equals(t.Name, name)).Select(t => NumbersOf(reader, t).GetValueOrDefault("AceV2")).FirstOrDefault();

    /// <summary>A type's constants of the kinds that networks have.</summary>
    private static Dictionary<string, double> NumbersOf(MetadataReader reader, TypeDefinition type)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            if (field.GetDefaultValue() is not { IsNil: false } handle)
                continue;
            var constant = reader.GetConstant(handle);
            var value = reader.GetBlobReader(constant.Value);
            double? number = constant.TypeCode switch
            {
                ConstantTypeCode.Int32 => value.ReadInt32(),
                ConstantTypeCode.Int64 => value.ReadInt64(),
                ConstantTypeCode.Double => value.ReadDouble(),
                _ => null,
            };
            if (number is not null)
                numbers[reader.GetString(field.Name)] = number.Value;
        }

        return numbers;
    }

    private static string NameOf(MetadataReader reader, TypeDefinition type)
    {
        var name = reader.GetString(type.Name);
        if (type.GetDeclaringType() is { IsNil: false } outer)
            return $"{NameOf(reader, reader.GetTypeDefinition(outer))}.{name}";
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
