// MongoDB's image runs this once, at the first start: the product's user, with no right over users or other servers.
db.getSiblingDB('admin').createUser({
  user: 'weiguang',
  pwd: process.env.MONGO_PASSWORD,
  roles: [
    { role: 'readWrite', db: 'weiguang' },
    { role: 'dbAdmin', db: 'weiguang' },
  ],
})
