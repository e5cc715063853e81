using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Commerce;

internal static class CommerceTables
{
    extension(AppDb db)
    {
        internal DbSet<Customer> Customers => db.Set<Customer>();
        internal DbSet<Order> Orders => db.Set<Order>();
        internal DbSet<OrderMarks> OrderMarks => db.Set<OrderMarks>();
        internal DbSet<Dispute> Disputes => db.Set<Dispute>();
        internal DbSet<Refund> Refunds => db.Set<Refund>();
        internal DbSet<Payment> Payments => db.Set<Payment>();
        internal DbSet<Product> Products => db.Set<Product>();
        internal DbSet<WatchedCollection> WatchedCollections => db.Set<WatchedCollection>();
        internal DbSet<CollectionProduct> CollectionProducts => db.Set<CollectionProduct>();
        internal DbSet<ProductWish> ProductWishes => db.Set<ProductWish>();
    }
}
